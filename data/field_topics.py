"""What a customer field tells of, by its name in Finnish or English: age, income, place, devices, intent and so on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

Topic = Literal[
    "segment", "age", "income", "education", "job", "sex", "household", "postal", "place", "opinion", "interest",
    "goal", "engagement", "device", "content", "season", "recency", "orders", "money",
]  # fmt: skip

_WORDS: Mapping[Topic, tuple[str, ...]] = {
    "segment": ("segment", "segmentti", "cluster", "klusteri", "persona", "asiakasryhmä", "kohderyhmä"),
    "goal": ("cart", "ostoskori", "ostoskorin", "abandoned", "hylätty", "hylkäsi", "trial", "kokeilu", "kokeilujakso",
             "koekäyttö", "demo", "quote", "tarjouspyyntö", "webinar", "webinaari", "download", "downloaded", "lataus",
             "latasi", "newsletter", "uutiskirje", "wishlist", "toivelista", "goal", "intent", "tavoite"),
    "engagement": ("visits", "visit", "sessions", "opens", "opened", "clicks", "clicked", "logins", "pageviews",
                   "views", "likes", "käynnit", "käyntejä", "vierailut", "avaukset", "avauksia", "klikkaukset",
                   "klikkauksia", "kirjautumiset", "katselut", "tykkäykset", "engagement", "sitoutuminen", "activity",
                   "aktiivisuus"),
    "recency": ("recency", "days since", "viimeisestä"),
    "orders": ("orders", "order count", "frequency", "purchases", "tilaukset", "tilauksia", "ostokerrat", "ostot",
               "tilausmäärä"),
    "money": ("revenue", "spend", "spent", "monetary", "sales", "turnover", "liikevaihto", "myynti", "ostosumma"),
    "age": ("age", "ages", "ikä", "ikäryhmä", "ikäluokka", "birth year", "birthyear", "syntymävuosi", "age group"),
    "income": ("income", "salary", "wage", "tulot", "tulo", "tuloluokka", "palkka", "ansiot"),
    "education": ("education", "degree", "schooling", "koulutus", "koulutustaso", "tutkinto"),
    "job": ("job", "occupation", "profession", "title", "ammatti", "ammattinimike", "nimike", "tehtävänimike",
            "ammattiryhmä", "employment", "työtilanne"),
    "sex": ("sex", "gender", "sukupuoli"),
    "household": ("household", "family", "children", "kids", "marital", "perhe", "perhekoko", "perhemuoto", "lapset",
                  "lapsia", "siviilisääty", "kotitalous", "talouden"),
    "postal": ("postal", "postcode", "zip", "zipcode", "postinumero", "postinro", "postitoimipaikka"),
    "place": ("country", "maa", "city", "town", "municipality", "region", "area", "county", "state", "district",
              "location", "province", "kaupunki", "kunta", "maakunta", "alue", "paikkakunta", "sijainti", "asuinpaikka",
              "asuinmaa"),
    "opinion": ("attitude", "opinion", "lifestyle", "likert", "importance", "satisfaction", "nps", "asenne",
                "mielipide", "elämäntapa", "elämäntyyli", "arvomaailma", "arvot", "tärkeys", "tärkeä", "tärkeää",
                "ratkaisee", "matters", "agree", "samaa mieltä", "tyytyväisyys", "like"),
    "interest": ("interest", "interests", "hobby", "hobbies", "kiinnostus", "kiinnostukset", "kiinnostuksen",
                 "harrastus", "harrastukset", "dog", "cat", "horse", "pet", "pets", "koira", "kissa",
                 "hevonen", "lemmikki"),
    "device": ("device", "browser", "os", "platform", "mobile", "desktop", "app", "software", "laite", "päätelaite",
               "selain", "alusta", "käyttöjärjestelmä", "mobiili", "sovellus", "ohjelmisto"),
    "season": ("month", "season", "kuukausi", "ostokuukausi", "kausi", "vuodenaika"),
    "content": ("category", "categories", "product", "content", "topic", "brand", "tuoteryhmä", "tuotekategoria",
                "kategoria", "tuote", "sisältö", "aihe", "merkki"),
}  # fmt: skip
"""Looked through in this order: the newsletter's opens are engagement only after a goal has been ruled out."""
_FEATURES: Mapping[str, Topic | None] = {
    "recency_days": "recency", "orders": "orders", "revenue": "money", "last_category": "content",
    "main_month": "season", "tenure_days": None, "days_between_orders": None, "average_basket": None,
    "categories": None, "winter_share": None, "spring_share": None, "summer_share": None, "autumn_share": None,
}  # fmt: skip
"""What is worked out from a log of orders, by its code."""
_COUNTED = re.compile(r"opens|opened|clicks|avau|klik")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_OTHER = re.compile(r"[^a-z0-9åäö]+")
SURENESS = ("cart", "ostoskori", "abandon", "hyl", "trial", "kokeilu", "koekäyttö", "demo", "quote", "tarjouspyyntö",
            "webin", "download", "lata", "wishlist", "toivelista", "newsletter", "uutiskirje")  # fmt: skip
"""Signs of intent, the strongest first."""


def topic_of(*names: str) -> Topic | None:
    """Return what a field tells of; ``None``: none of its names says.

    Parameters
    ----------
    *names : str
        Its column, its id, what the user calls it: the first that says something counts.

    >>> topic_of("postinumero"), topic_of("jobTitle"), topic_of("newsletter_opens"), topic_of("x1")
    ('postal', 'job', 'engagement', None)
    """
    for name in names:
        if name in _FEATURES:
            return _FEATURES[name]
        plain = plain_words(name)
        if _COUNTED.search(plain):
            return "engagement"
        for topic, words in _WORDS.items():
            if any(f" {word} " in f" {plain} " for word in words):
                return topic
    return None


def plain_words(name: str) -> str:
    """Return a name in small letters, its parts set apart by spaces."""
    parted = _CAMEL.sub(" ", unicodedata.normalize("NFC", name))
    return _OTHER.sub(" ", parted.lower()).strip()


def sureness(name: str) -> int:
    """Return the rank of a sign of intent, 0 the strongest."""
    plain = plain_words(name)
    return next((place for place, one in enumerate(SURENESS) if one in plain), len(SURENESS))
