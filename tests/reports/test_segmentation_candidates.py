"""Rules in words, the doctor's findings, and the choice of the number of segments, in both languages."""

from __future__ import annotations

import json

import altair
import numpy as np
import pytest

from evaluators.notes import Note, Severity
from evaluators.segmentations.candidates import LifecycleStages, Rfm, Rules
from evaluators.segmentations.checkup import checkup
from evaluators.segmentations.gap import Gap, GapStatistic
from evaluators.segmentations.models.choice_of_k import Advice, AtK, ChoiceOfK
from evaluators.segmentations.prediction_strength import PredictionStrength
from evaluators.segmentations.restarts import RestartAdequacy
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, compare, is_missing, one_of, within
from evaluators.segmentations.stability import Stability
from i18n import LANGUAGES
from reports.blocks import Bullets, Figure, Sentence, Table, Tone
from reports.charts.choices_of_k import gap_chart
from reports.segmentations.choice_of_k import advised, choice_blocks
from reports.segmentations.context import SegmentationWords
from reports.segmentations.doctor import doctor_blocks, in_short
from reports.segmentations.rule_words import line_text, rule_text
from tests.evaluators.segmentations.made_up_shop import question, shop
from tests.reports.hostile import HTML, MARKUP

FIELDS = (
    {"id": "recency_days"},
    {"id": "orders"},
    {"id": "revenue"},
    {"id": "age", "name": "Ikä"},
    {"id": "dog", "name": "Koira", "kind": "yes_no"},
    {"id": "joined", "name": "Liittynyt", "kind": "date"},
    {"id": "plan", "name": "Taso", "kind": "category"},
    {"id": "country", "kind": "category"},
)
COLUMNS = shop(300)[0].columns


def words(*candidates, language="fi", **changes):
    return SegmentationWords(question(*candidates, fields=FIELDS, **changes), None, language)


def rules(*lines, segments=("a", "b"), names=("", ""), **table):
    """A rule table whose lines name segments in turn."""
    named = [{"id": one, "name": name} for one, name in zip(segments, names, strict=True)]
    given = [{"segment": segments[place % len(segments)], "when": one.model_dump()} for place, one in enumerate(lines)]
    return Rules.model_validate({"id": "own", "table": {"segments": named, "lines": given, **table}})


def looked(candidate, language="fi", columns=COLUMNS):
    said = words(candidate.model_dump(), language=language)
    found = checkup(candidate, columns)
    return doctor_blocks(said, candidate.id, found), in_short(said, found)


def text(blocks):
    parts = [one.text for one in blocks if isinstance(one, Sentence)]
    return "\n".join([*parts, *(item for one in blocks if isinstance(one, Bullets) for item in one.items)])


def table(blocks):
    return next(one for one in blocks if isinstance(one, Table))


@pytest.mark.parametrize(
    ("rule", "fi", "en"),
    [
        (compare("age", "ge", 30), "Ikä vähintään 30", "Ikä at least 30"),
        (within("age", 30, 44.5), "Ikä 30–44,5", "Ikä 30–44.5"),
        (within("age", 30, 30), "Ikä: 30", "Ikä: 30"),
        (is_missing("age"), "Ikä ei tiedossa", "Ikä not known"),
        (compare("dog", "eq", 1), "Koira: kyllä", "Koira: yes"),
        (compare("dog", "lt", 1), "Koira: ei", "Koira: no"),
        (compare("joined", "lt", 90), "Liittynyt alle 90 päivää sitten", "Liittynyt less than 90 days ago"),
        (one_of("plan", ("gold", "silver")), "Taso: gold ja silver", "Taso: gold and silver"),
        (
            AllOf(all=(compare("age", "ge", 30), compare("age", "lt", 45))),
            "Ikä vähintään 30 ja alle 45",
            "Ikä at least 30 and under 45",
        ),
        (
            AllOf(all=(compare("orders", "ge", 3), compare("recency_days", "lt", 90))),
            "tilausten määrä vähintään 3 ja päiviä viime ostoksesta alle 90",
            "number of orders at least 3 and days since the last purchase under 90",
        ),
        (
            AnyOf(any=(compare("dog", "eq", 1), AllOf(all=(compare("age", "lt", 30), compare("orders", "gt", 1))))),
            "Koira: kyllä tai (Ikä alle 30 ja tilausten määrä yli 1)",
            "Koira: yes or (Ikä under 30 and number of orders over 1)",
        ),
    ],
)
def test_rules_read_as_sentences(rule, fi, en):
    assert rule_text(words(), rule) == fi
    assert rule_text(words(language="en"), rule) == en


def test_a_long_list_of_values_is_counted():
    said = rule_text(words(language="en"), one_of("plan", tuple(f"v{place}" for place in range(20))))
    assert "v5" in said
    assert "v6" not in said
    assert "14" in said


def test_a_line_says_its_segment_unless_the_name_is_the_rule_itself():
    plain = rules(compare("age", "lt", 30), compare("age", "ge", 30))
    called = rules(compare("age", "lt", 30), compare("age", "ge", 30), names=("Nuoret", ""))
    assert line_text(words(plain.model_dump()), "own", plain.table.lines[0]) == ("", "Ikä alle 30")
    assert line_text(words(called.model_dump()), "own", called.table.lines[0]) == ("Nuoret", "Ikä alle 30")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_rules_are_said_to_be_sound_and_counted(language):
    blocks, short = looked(rules(compare("orders", "ge", 4), compare("orders", "lt", 4)), language)
    assert next(one.tone for one in blocks if isinstance(one, Sentence)) is Tone.GOOD
    assert short.startswith("2 segment")
    rows = table(blocks).rows
    assert [row[1].number for row in rows] == [
        int((COLUMNS["orders"] >= 4).sum()),
        int((COLUMNS["orders"] < 4).sum()),
    ]
    assert sum(row[2].number for row in rows) == pytest.approx(1)


def test_a_hole_is_told_with_an_example_and_how_many_fall_in_it():
    blocks, short = looked(rules(compare("orders", "ge", 4), compare("orders", "lt", 2)), "en")
    missed = int(((COLUMNS["orders"] >= 2) & (COLUMNS["orders"] < 4)).sum())
    assert f"({missed} now)" in text(blocks)
    assert f"Number of orders 2–3 ({missed} customers)" in text(blocks)
    assert short == "rules to mend"
    assert table(blocks).rows[-1][1].number == missed


def test_a_hole_that_nobody_falls_in_now_is_told_as_one():
    home = rules(compare("country", "eq", "FI"), compare("country", "eq", "SE"))
    blocks, _ = looked(home, "en")
    assert "somebody new might not" in text(blocks)


def test_lines_that_clash_are_told_by_number_and_name():
    both = (compare("orders", "ge", 4), compare("orders", "le", 6))
    clash = int(((COLUMNS["orders"] >= 4) & (COLUMNS["orders"] <= 6)).sum())
    ordered, _ = looked(rules(*both, names=("Usein", "Muut")), "fi")
    assert "Järjestyksellä on väliä" in text(ordered)
    assert f"Rivit 1 (Usein) ja 2 (Muut): {clash} asiakasta" in text(ordered)
    exclusive, _ = looked(rules(*both, mode="exclusive"), "fi")
    assert f"(nyt {clash})" in text(exclusive)


def test_lines_of_no_use_are_told():
    never = AllOf(all=(compare("orders", "gt", 4), compare("orders", "lt", 4)))
    blocks, _ = looked(rules(compare("orders", "ge", 1), compare("orders", "ge", 3), never, otherwise="b"), "en")
    assert "Line 2 takes nobody, since the lines above it (1) take everybody." in text(blocks)
    assert "Line 3 can take nobody" in text(blocks)


def test_a_limit_in_a_crowd_is_told_once_with_its_share():
    orders = np.where(np.arange(300) < 150, 2.0, np.arange(300.0))
    blocks, _ = looked(rules(compare("orders", "ge", 2), compare("orders", "lt", 2)), "en", {"orders": orders})
    assert "number of orders exactly 2 (50%)" in text(blocks)


def test_who_lacks_a_value_is_told_apart_from_a_hole():
    age = np.where(np.arange(300) < 9, np.nan, 40.0)
    age[-1] = 20
    blocks, _ = looked(rules(compare("age", "ge", 30), compare("age", "lt", 30)), "en", {"age": age})
    assert "Only customers who lack a value" in text(blocks)
    assert "Ikä not known (9 customers)" in text(blocks)


def test_few_customers_are_not_counted_out():
    orders = np.where(np.arange(300) < 3, 9.0, 1.0)
    blocks, _ = looked(rules(compare("orders", "ge", 4), compare("orders", "lt", 4)), "en", {"orders": orders})
    cell = table(blocks).rows[0][1]
    assert (cell.text, cell.number) == ("fewer than 5", None)


def test_scores_out_of_reach_are_told_once():
    tied = {**COLUMNS, "orders": np.where(np.arange(300) < 200, 1.0, COLUMNS["orders"])}
    blocks, _ = looked(Rfm(id="scores"), "en", tied)
    assert text(blocks).count("get these scores") == 1
    assert "number of orders" in text(blocks).casefold()
    assert len(table(blocks).rows) == 11


def test_a_brief_look_says_nothing_of_lines():
    stages = LifecycleStages(id="stages")
    said, found = words(stages.model_dump()), checkup(stages, COLUMNS)
    assert "Rivit 1" in text(doctor_blocks(said, "stages", found))
    assert "Rivit 1" not in text(doctor_blocks(said, "stages", found, brief=True))


def test_rules_that_cannot_be_read_say_why():
    blocks, short = looked(rules(compare("plan", "ge", 3), compare("plan", "lt", 3)), "fi")
    assert len(blocks) == 1
    assert "Taso" in blocks[0].text
    assert short == "sääntöjä ei voi lukea"


def test_hostile_names_stay_text():
    bad = rules(compare("orders", "ge", 4), compare("orders", "lt", 4), names=(HTML, MARKUP))
    blocks, _ = looked(bad)
    assert HTML[:20] in table(blocks).rows[0][0].text, "blocks hold plain text; renderers escape it"


def point(segments, values=(0.8, 0.9, 0.95), *, found=5, tries=10, bic=None):
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    adequate = found >= 3
    note = Note(code="restarts_too_few", severity=Severity.BLOCKING, facts={"found": found, "tries": tries})
    return AtK(
        segments=segments,
        sse=100.0 / segments,
        bic=bic,
        icl=bic,
        stability=Stability(values=values, mean=0.9, error=0.01, quartiles=(low, middle, high)),
        strength=PredictionStrength(values=(0.9,), mean=0.9, error=0.01),
        restarts=RestartAdequacy(
            best=1.0, worst=2.0, found=found, tries=tries, adequate=adequate, notes=() if adequate else (note,)
        ),
        smallest=3 if segments == 4 else 40,
    )


def choice(*advice, gap=3, points=(2, 3, 4), **more):
    gaps = tuple(Gap(clusters=one, log_squares=1.0, expected=1.5, gap=0.5, error=0.1) for one in (1, *points))
    return ChoiceOfK(
        points=tuple(point(one, **more) for one in points),
        gap=None if gap is None else GapStatistic(gaps=gaps, advised=gap),
        advice=tuple(Advice(measure=measure, segments=number) for measure, number in advice),
    )


ALL = (("stability", 2), ("prediction_strength", 1), ("gap", 3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_says_what_it_advises(language):
    blocks = choice_blocks(words(language=language), choice(*ALL))
    bullets = next(one for one in blocks if isinstance(one, Bullets)).items
    assert len(bullets) == 3
    assert "2 segment" in bullets[0]
    assert "2" in blocks[0].text
    assert "3" in blocks[0].text
    assert advised(choice(*ALL)) == (2, 3)


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        ((("stability", 3), ("gap", 3)), "The measures agree: 3 segments."),
        ((("stability", 3), ("prediction_strength", 1)), "Some measures see no clear groups"),
        ((("gap", None), ("prediction_strength", 1)), "No measure speaks for a clear number."),
    ],
)
def test_the_lead_sums_the_advice_up(advice, said):
    assert said in choice_blocks(words(language="en"), choice(*advice))[0].text


@pytest.mark.parametrize("measure", ["stability", "prediction_strength", "gap", "bic", "icl"])
@pytest.mark.parametrize("number", [None, 1, 4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_advice_has_its_sentence(measure, number, language):
    assert choice_blocks(words(language=language), choice((measure, number)))


def test_a_lucky_find_is_told_with_the_count():
    blocks = choice_blocks(words(language="en"), choice(*ALL, found=2, tries=60))
    warning = next(one for one in blocks if isinstance(one, Sentence) and one.tone is Tone.WARNING)
    assert "4 segments: 2 of 60 tries." in warning.text
    assert not [one for one in choice_blocks(words(), choice(*ALL)) if getattr(one, "tone", None) is Tone.WARNING]


def test_the_table_has_columns_for_what_was_worked_out_and_hides_few_customers():
    shown = table(choice_blocks(words(language="en"), choice(*ALL, gap=None)))
    heads = [one.text for one in shown.columns]
    assert heads == ["Segments", "Smallest segment", "Best found", "Stability", "Prediction strength"]
    assert shown.rows[2][1].text == "fewer than 5"
    with_bic = table(choice_blocks(words(language="en"), choice(*ALL, bic=812.4)))
    assert [one.text for one in with_bic.columns][-3:] == ["Gap", "BIC", "ICL"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gap", [3, None])
def test_pictures_are_valid_and_say_what_they_show(language, gap):
    found = choice(*ALL)
    rising = GapStatistic(gaps=found.gap.gaps, advised=gap)
    altair.Chart.from_dict(gap_chart(words(language=language), rising))
    figures = [one for one in choice_blocks(words(language=language), found) if isinstance(one, Figure)]
    assert [one.name for one in figures] == ["sizes-stability", "sizes-gap"]
    for one in figures:
        altair.Chart.from_dict(one.spec)
        assert json.loads(json.dumps(one.spec, allow_nan=False)) == one.spec
        assert one.alt.endswith(".")
        assert one.caption


def test_conditions_know_which_half_of_a_yes_no_field_they_take():
    assert rule_text(words(), Condition(field="dog", operator="between", value=0, upper=1)) == "Koira 0–1"
