"""Words that mail tools use for the columns of a campaign's figures, in Finnish and English, and for a control."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evaluators.campaigns.design import MetricKind

PLACES: Mapping[str, tuple[str, ...]] = {
    "segment": ("segment", "segmentti", "audience", "yleisö", "customer segment", "asiakassegmentti", "kohderyhmä",
                "target group", "asiakasryhmä", "list", "lista"),
    "variant": ("variant", "variantti", "version", "versio", "group", "ryhmä", "test group", "testiryhmä", "arm",
                "campaign", "kampanja", "message", "viesti", "vaihtoehto", "treatment", "käsittely"),
    "sent": ("sent", "sends", "total sent", "emails sent", "lähetetty", "lähetetyt", "lähetyksiä", "lähetykset"),
    "delivered": ("delivered", "deliveries", "toimitettu", "toimitetut", "perillä", "perille toimitettu",
                  "perille menneet", "successful deliveries"),
    "recipients": ("recipients", "customers", "assigned", "contacts", "people", "users", "vastaanottajat",
                   "vastaanottajia", "asiakkaat", "asiakkaita", "henkilöt", "henkilöitä", "n"),
}  # fmt: skip
COUNTS = ("delivered", "recipients", "sent")  # columns of customers, the first that is filled is taken


@dataclass(frozen=True, slots=True)
class MetricWords:
    """A figure that mail tools print."""

    kind: MetricKind
    better: Literal["more", "less"]
    spellings: tuple[str, ...]


METRICS: Mapping[str, MetricWords] = {
    "converted": MetricWords("proportion", "more", (
        "converted", "conversions", "conversion", "bought", "buyers", "purchases", "purchased", "orders", "ordered",
        "ostanut", "ostaneet", "ostajat", "ostajia", "ostot", "tilaukset", "tilauksia", "tilanneet", "konversiot",
        "konversioita", "kaupat")),
    "revenue": MetricWords("mean", "more", (
        "revenue", "sales", "total revenue", "order value", "spend", "spent", "liikevaihto", "liikevaihdon", "myynti",
        "myynnin", "eurot", "euroja", "tulot")),
    "clicked": MetricWords("proportion", "more", (
        "clicked", "clicks", "unique clicks", "clickers", "visits", "visited", "klikattu", "klikanneet", "klikkaukset",
        "klikkauksia", "klikkaajat", "uniikit klikkaukset", "vierailut", "vierailleet", "käynnit")),
    "opened": MetricWords("proportion", "more", (
        "opened", "opens", "unique opens", "openers", "avattu", "avanneet", "avaukset", "avauksia", "avaajat",
        "uniikit avaukset")),
    "unsubscribed": MetricWords("proportion", "less", (
        "unsubscribed", "unsubscribes", "unsubs", "unsubscriptions", "opt outs", "perunut", "peruneet", "peruutukset",
        "peruutuksia", "tilauksen peruneet", "poistuneet", "poistumat")),
    "complaints": MetricWords("proportion", "less", (
        "complaints", "spam complaints", "abuse reports", "spam reports", "marked as spam", "roskapostivalitukset",
        "roskapostiksi merkinneet", "roskapostimerkinnät", "valitukset", "valituksia")),
}  # fmt: skip
TOTALS = frozenset({"total", "totals", "grand total", "sum", "all", "yhteensä", "summa", "kaikki", "koko lista"})
EMPTY = frozenset({"", "-", "–", "—", "n/a", "na", "ei tiedossa"})
CONSENT = frozenset({
    "consent", "opt in", "optin", "permission", "marketing consent", "marketing permission", "email consent",
    "suostumus", "markkinointilupa", "lupa", "markkinointisuostumus", "sähköpostilupa", "suoramarkkinointilupa",
})  # fmt: skip
_CONTROL = re.compile(
    r"\b(control|kontrolli\w*|vertailu\w*|verrokki\w*|holdout|hold-out|pidätys\w*|baseline|nykyinen|current)\b"
)
_NOTHING = re.compile(
    r"\b(no[ -]+(e-?mail|message|mail|sms|contact|send|campaign)|nothing|none|holdout|hold-out|pidätys\w*|"
    r"ei[ -]+(viestiä|sähköpostia|kirjettä|postia|lähetystä|mitään|tekstiviestiä|kampanjaa))\b"
)
_SQUARES = re.compile(r"\s*(\^\s*2|²|\bsquared\b|\bsum of squares( of)?\b|\bsquares\b|\bneliösumma\b|\bneliöt\b)\s*")
_RATE = re.compile(r"%|\b(rate|percent|percentage|share|prosentti|osuus)\b|\w(prosentti|osuus|aste)\b|\b[cu]tr\b")
_UNIT = re.compile(r"\((€|eur|kpl|pcs|hlö|\$|usd|£|gbp)\)|[€$£]|\s(kpl|pcs|hlö|eur|usd|gbp)$")


def is_nothing(name: str) -> bool:
    """Return whether a variant's name says that its customers get nothing.

    >>> is_nothing("No E-Mail"), is_nothing("Kevätviesti")
    (True, False)
    """
    return bool(_NOTHING.search(name.casefold()))


def is_control(name: str) -> bool:
    """Return whether a variant's name says that others are compared with it.

    >>> is_control("Vertailuryhmä"), is_control("B")
    (True, False)
    """
    return is_nothing(name) or bool(_CONTROL.search(name.casefold()))


def is_harm(name: str) -> bool:
    """Return whether a metric's name says that less of it is better.

    >>> is_harm("Unsubscribed"), is_harm("Revenue")
    (True, False)
    """
    plain = plain_heading(name)[0]
    return any(one.better == "less" and plain in (key, *one.spellings) for key, one in METRICS.items())


def is_rate(heading: str) -> bool:
    """Return whether a heading names a share and not a count.

    >>> is_rate("Open rate"), is_rate("Avausprosentti"), is_rate("Opens")
    (True, True, False)
    """
    return bool(_RATE.search(heading.casefold()))


def plain_heading(heading: str) -> tuple[str, bool]:
    """Return a heading as it is compared, without units, and whether it names sums of squares.

    >>> plain_heading("Revenue_squared (€)"), plain_heading("Myynti (€)")
    (('revenue', True), ('myynti', False))
    """
    text = _UNIT.sub(" ", heading.casefold().replace("_", " ").strip())
    without, squares = _SQUARES.subn(" ", text)
    return " ".join(without.replace("-", " ").split()), bool(squares)
