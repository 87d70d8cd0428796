"""Catalogue facts as phrases: prices, trials, dates, places, languages; labels for whatever the catalogue ships."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from data.catalogue import load_catalogue
from i18n import LANGUAGES, texts
from i18n.catalogue import LOCALE_FOLDER, messages_in
from reports.facts import fact_text, phrases
from reports.phrases import date_said, field_label, is_english, note_phrase, plain, slug

FACTS = [(tool.id, fact) for tool in load_catalogue().tools for fact in tool.facts]
ISO_DATE = re.compile(r"\b\d{4}-(0[1-9]|1[0-2])(-\d\d)?\b")


def said(value, language="fi"):
    return fact_text(value, texts(language)).replace("\N{NO-BREAK SPACE}", " ")


def names(value) -> Iterator[str]:
    for name, part in value.items():
        yield name
        for inner in part if isinstance(part, list) else [part]:
            if isinstance(inner, dict):
                yield from names(inner)


def words(value) -> Iterator[str]:
    """Yield every text within a value."""
    if isinstance(value, dict):
        for part in value.values():
            yield from words(part)
    elif isinstance(value, list):
        for part in value:
            yield from words(part)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("value", "finnish", "english"),
    [
        (
            {"plan": "Starter", "low": 9, "high": 9, "currency": "USD", "per": "month"},
            "Starter: 9 $ kuukaudessa",
            "Starter: US$9 a month",
        ),
        (
            {"low": 7, "high": 22, "currency": "USD", "per": "user/month"},
            "7–22 $ käyttäjältä kuukaudessa",
            "US$7–22 per user a month",
        ),
        ({"low": 120, "currency": "EUR", "per": "month"}, "Alkaen 120 € kuukaudessa", "From €120 a month"),
        ({"quote_only": True}, "Hinta vain pyytämällä", "Price on request only"),
        ({"low": 5.2, "high": 5.2, "currency": "EUR"}, "5,20 €", "€5.20"),
        (
            {"profile_overage": 0.009, "currency": "USD"},
            "Lisähinta profiililta: 0,009 $",
            "Overage per profile: US$0.009",
        ),
        (
            {"plan": "Starter, 5,000 e-mails", "low": 9, "currency": "GBP", "per": "month", "basis": "seats"},
            "Starter: alkaen 9 £ kuukaudessa; tarkemmin: (englanniksi) 5,000 e-mails; peruste: (englanniksi) seats",
            "Starter: from £9 a month; in detail: 5,000 e-mails; basis: seats",
        ),
        (
            {"plan": "Pro", "per": "month", "as_of": "2026-05"},
            "Pro: summaa ei kerrota (kuukaudessa); hinnan päiväys: toukokuu 2026",
            "Pro: amount not stated (a month); price as of: May 2026",
        ),
    ],
)
def test_a_price_is_one_phrase(value, finnish, english):
    assert said(value) == finnish
    assert said(value, "en") == english


@pytest.mark.parametrize(
    ("value", "finnish", "english"),
    [
        (
            {"trial": True, "trial_days": 14, "card_required": False},
            "14 päivän kokeilu, korttia ei tarvita",
            "14-day trial, no card needed",
        ),
        ({"trial_days": [14, 30]}, "14 tai 30 päivän kokeilu", "14- or 30-day trial"),
        ({"trial": False}, "Maksutonta kokeilua ei ole", "No free trial"),
        (
            {"exists": True, "limits": {"emails_per_month": 12000}},
            "Maksuton paketti on; raja (sähköposteja kuukaudessa): 12 000",
            "Free tier available; limit (e-mails a month): 12,000",
        ),
        (
            {"types": ["behavioural", "rfm"]},
            "Segmentoi näillä: käyttäytyminen ja ostot, ostojen tuoreus, tiheys ja arvo (RFM)",
            None,
        ),
        ({"score": 4.7, "scale": 5, "site": "G2"}, "Arvio 4,7/5; sivusto: G2", "Rated 4.7/5; site: G2"),
        ({"docs": ["en", "ja (partly)"]}, "Dokumentaation kielet: englanti, japani (osittain)", None),
        ({"site": ["fi", "pt-BR"]}, "Sivuston kielet: suomi, portugali (Brasilia)", None),
        ({"company": "FR", "eu_data_centre": True}, "Yhtiön kotimaa: Ranska; palvelinkeskus EU:ssa", None),
        (
            {"also": ["US", "India"]},
            "Palvelinkeskus myös: Yhdysvallat, Intia",
            "Data centres also in: United States, India",
        ),
        ({"dpa_rulings": ["AT 2022"]}, "Viranomaispäätökset: Itävalta 2022", "Rulings of authorities: Austria 2022"),
        ({"finnish_translated_share": 0.825}, "Suomennettu osuus: 82,5 %", "Share translated into Finnish: 82.5%"),
        ({"eu_data_centre_since": "2024-02-19"}, "Palvelinkeskus EU:ssa alkaen: 19.2.2024", None),
        ({"channels": ["e-mail", "priority desk"]}, "Kanavat: sähköposti, (englanniksi) priority desk", None),
        ({"count": 300, "count_text": "300+", "webhooks": True}, "Integraatioita: 300+; webhookit käytettävissä", None),
        ({"Professional+": "named manager"}, "Professional+: (englanniksi) named manager", None),
        ({"something_new": True}, "Something new: kyllä", "Something new: yes"),
        ({}, "", ""),
    ],
)
def test_other_facts_are_phrases(value, finnish, english):
    assert said(value) == finnish
    if english is not None:
        assert said(value, "en") == english


def test_dates_keep_the_precision_they_have():
    t = texts("fi")
    assert [date_said(one, t) for one in ("2026-05-05", "2026-05", "2025")] == ["5.5.2026", "toukokuu 2026", "2025"]
    assert date_said("", t) == t("page.undated")
    assert date_said("2026-02-31", t) == "2026-02-31"
    assert plain(note_phrase("Read on 2025-02-18."), t) == "(englanniksi) Read on 18 Feb 2025."


def test_english_is_told_from_names():
    assert all(is_english(text) for text in ("e-mails sent", "US only", "Pro edition and up", "e-mail"))
    others = ("Starter", "ISO 27001", "24/7", "tuki@yritys.fi", "fra-01", "eu.a.com")
    assert not any(is_english(text) for text in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_field_has_a_label(language):
    t = texts(language)
    fields = {name for _, fact in FACTS for name in names(fact.value)}
    ours = {name for name in fields if name[0].islower()}
    assert len(ours) > 300
    assert not {name for name in ours if not t.has(f"field.{slug(name)}")}
    assert all(field_label(name, t) == t(f"field.{slug(name)}") for name in ours)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_shipped_fact_shows_a_raw_date_or_key(language):
    t = texts(language)
    for tool, fact in FACTS:
        text = " ".join((fact_text(fact.value, t), plain(note_phrase(fact.note), t), date_said(fact.seen, t)))
        place = f"{tool} {fact.id}: {text}"
        assert not ISO_DATE.search(text), place
        assert bool(fact.value) == bool(fact_text(fact.value, t)), place
        quoted = set(words(fact.value)) | {fact.note}
        assert not [word for word in re.findall(r"\w+_\w+", text) if not any(word in one for one in quoted)], place
        assert "nan" not in re.findall(r"\w+", text), place


def test_english_is_marked_in_finnish_only():
    quoting = [fact for _, fact in FACTS if any(one.english for one in phrases(fact.value, texts("fi")))]
    assert len(quoting) > 100
    for fact in quoting:
        assert texts("fi")("fact.in_english") in fact_text(fact.value, texts("fi"))
        assert texts("en")("fact.in_english") not in fact_text(fact.value, texts("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_unit_or_word_is_left_over(language):
    fields = {f"field.{slug(name)}" for _, fact in FACTS for name in names(fact.value) if name[0].islower()}
    units = {f"per.{slug(str(fact.value['per']))}" for _, fact in FACTS if "per" in fact.value}
    values = {f"fact_value.{slug(word)}" for _, fact in FACTS for word in words(fact.value)}
    kept = {key for key, _ in messages_in(LOCALE_FOLDER / language / "facts.po")}
    assert {key for key in kept if key.startswith("field.")} == fields
    assert {key for key in kept if key.startswith("per.")} == units
    assert {key for key in kept if key.startswith("fact_value.")} <= values
