"""A first look in words: whole sentences in two languages, and nobody who could be told from them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evaluators.segmentations.data_look import Bar, DataLook, FieldLook, LogAudit, OutcomeLook
from evaluators.segmentations.document import SegmentationEvaluation
from i18n import LANGUAGES
from reports.blocks import Figure, Sentence, Table, Tone
from reports.segmentations.context import SegmentationWords
from reports.segmentations.look import (
    LookWords,
    age_text,
    customer_blocks,
    field_figure,
    field_sentences,
    field_verdict,
    log_notes,
    look_blocks,
    unusable_text,
)

LOG = LogAudit(
    rows=1_000, used=600, outcome=200, after=0, without_customer=150, without_date=0, returned=40, unpriced=10,
    cancelled=44, duplicates=1, first=datetime.fromisoformat("2025-02-01"), last=datetime.fromisoformat("2026-08-31"),
)  # fmt: skip
AGE = FieldLook(
    column="age", field="age", origin="customers", kind="number", customers=500, missing=2, distinct=60, whole=True,
    commonest_share=0.05, middle=(30, 40, 52), ends=(21, 70), age_days=800, reliability=2,
    bars=(Bar(customers=100, high=30), Bar(customers=300, low=30, high=60), Bar(customers=98, low=60)),
)  # fmt: skip
JOINED = FieldLook(
    column="since", origin="customers", kind="date", customers=500, missing=0, distinct=300, commonest_share=0.02,
    middle=(10, 20, 30),
    bars=(Bar(customers=200, high=10), Bar(customers=200, low=10, high=20), Bar(customers=100, low=20)),
)  # fmt: skip
YES = FieldLook(
    column="vip", origin="customers", kind="yes_no", customers=500, missing=0, distinct=2, commonest_share=0.8,
    bars=(Bar(customers=400, value="0"), Bar(customers=100, value="1")),
)  # fmt: skip
TOWN = FieldLook(
    column="town <b>", origin="customers", kind="category", customers=500, missing=200, distinct=70,
    commonest_share=0.5, bars=(Bar(customers=150, value="Turku\u202e*"), Bar(customers=150, rest=True)),
)  # fmt: skip
REASONS = ("empty", "constant", "identifier", "after_split", "outcome", "kind", "name_taken", "absent")
NOTHING = {"origin": "customers", "kind": "category", "customers": 500, "missing": 500}
FIELDS = (AGE, JOINED, YES, TOWN, *(FieldLook(column=reason, unusable=reason, **NOTHING) for reason in REASONS))
LOOK = DataLook(
    customers=500, split_on=date(2026, 8, 1), split_named=True, window_days=91, log=LOG, unlisted=3,
    outcome=OutcomeLook(bought=150, mean=12.5, days_seen=31), fields=FIELDS,
)  # fmt: skip
DOCUMENT = SegmentationEvaluation.model_validate(
    {"as_of": "2026-11-01", "fields": [{"id": "age", "name": {"fi": "Ikä", "en": "Age"}}]}
)


@pytest.fixture(params=LANGUAGES)
def said(request):
    return LookWords(SegmentationWords(DOCUMENT, None, request.param), LOOK)


def _texts(blocks):
    for one in blocks:
        match one:
            case Sentence():
                yield one.text
            case Table():
                yield from (cell.text for row in one.rows for cell in row)
            case Figure():
                yield one.alt


def test_everything_is_said_in_both_languages(said):
    blocks = look_blocks(said.words, LOOK)
    assert len([one for one in blocks if isinstance(one, Table)]) == 2
    assert len([one for one in blocks if isinstance(one, Figure)]) == 4
    texts = list(_texts(blocks))
    assert all("{" not in text and text for text in texts)
    assert all("\u202e" not in text for text in texts)
    reasons = [unusable_text(said, one) for one in LOOK.unusable]
    assert len(set(reasons)) == len(REASONS)


def test_what_to_be_careful_with(said):
    tones = [one.tone for one in customer_blocks(said)]
    assert tones == [Tone.PLAIN, Tone.WARNING, Tone.WARNING]
    texts = "\n".join(one.text for one in customer_blocks(said))
    assert " 3 " not in texts, "three people are few"
    assert "31" in texts
    assert len(log_notes(said, LOG)) == 3


def test_small_counts_of_missing_people_are_not_told(said):
    assert not any(" 2 " in sentence for sentence in field_sentences(said, AGE)[1:2])


def test_words_of_fields():
    words = LookWords(SegmentationWords(DOCUMENT, None, "en"), LOOK)
    assert words.name(AGE) == "Age"
    assert words.name(TOWN) == "town <b>"
    assert field_sentences(words, AGE)[0] == "Half lie between 30 and 52, nine out of ten between 21 and 70."
    assert field_sentences(words, JOINED)[0] == "Half lie between 2 Jul 2026 and 22 Jul 2026."
    assert field_sentences(words, YES) == ["Yes: 20%."]
    assert field_verdict(words, TOWN)[1] is Tone.WARNING
    assert age_text(words, AGE) == "2 years"
    assert field_figure(words, AGE).alt == "How Age spreads: under 30: 20%, 30–59: 60% and 60 or more: 20%."
    assert "13 Jul 2026 – 22 Jul 2026: 40%" in field_figure(words, JOINED).alt
    assert field_figure(words, LOOK.unusable[0]) is None


def test_dates_stand_in_their_order():
    words = LookWords(SegmentationWords(DOCUMENT, None, "fi"), LOOK)
    values = field_figure(words, JOINED).spec["data"]["values"]
    assert [row["name"] for row in values] == ["12.7.2026 asti", "13.7.2026 – 22.7.2026", "23.7.2026 alkaen"]
