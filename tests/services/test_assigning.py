"""Assignment files from an uploaded list: everybody accounted for, the same again, and nobody's address kept."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest

from evaluators.campaigns.plan import CampaignPlan
from evaluators.errors import DataError, EvaluationError
from services import assigning
from services.assigning import ExcludedFile, ListColumns, assign_list, look_at
from services.editing_campaigns import set_assignment, with_salts
from settings import settings

COLUMNS = ListColumns(customer="Email", segment="Segmentti", consent="Markkinointilupa")


@pytest.fixture
def plan() -> CampaignPlan:
    return with_salts(
        CampaignPlan.model_validate(
            {
                "as_of": date(2026, 11, 22),
                "design": {
                    "variants": [{"id": "none", "name": "Nothing"}, {"id": "mail", "name": "Mail", "split": 2}],
                    "holdout": 0.2,
                },
                "assignment": {"covariates": ["Ostot"]},
            }
        )
    )


def people(count: int = 300) -> bytes:
    """Every tenth has not agreed; the last one stands twice; one row has no address."""
    lines = ["Email;Segmentti;Markkinointilupa;Ostot"]
    for one in range(count):
        segment = "uudet" if one % 3 else "vanhat"
        lines.append(f"Asiakas{one}@example.fi;{segment};{'kyllä' if one % 10 else 'ei'};{one % 7},5")
    lines += [lines[-1].upper(), ";uudet;kyllä;1,0"]
    return "\n".join(lines).encode()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_list_is_looked_at_first():
    seen = look_at(people(), "lista.csv")
    assert seen.rows == 302
    assert [one.name for one in seen.columns] == ["Email", "Segmentti", "Markkinointilupa", "Ostot"]
    assert seen.guess == COLUMNS
    assert look_at(b"a;b\n1;2\n", "x.csv").guess is None


def test_columns_that_are_not_named_are_guessed():
    assert assigning.columns_of(people(), "lista.csv") == COLUMNS
    assert assigning.columns_of(people(), "lista.csv", segment="Ostot") == ListColumns(
        customer="Email", segment="Ostot", consent="Markkinointilupa"
    )
    bare = b"a;lupa\n1;1\n2;0\n"
    assert assigning.columns_of(bare, "x.csv", customer="a") == ListColumns(customer="a", consent="lupa")
    with pytest.raises(DataError, match="list_customer_unknown"):
        assigning.columns_of(bare, "x.csv")


def test_everybody_is_accounted_for(plan):
    found = assign_list(plan, people(), "lista.csv", COLUMNS, excluded_text="asiakas1@example.fi; ASIAKAS2@example.fi")
    summary = found.summary
    assert (summary.listed, summary.without_id, summary.duplicates) == (302, 1, 1)
    assert (summary.without_consent, summary.excluded) == (30, 2)
    assert summary.assigned + summary.kept_out == 300 - 32
    assert summary.variants == ("none", "mail")
    for none, mail in summary.counts.values():
        assert abs(mail - 2 * none) <= 2
    assert set(summary.counts) == {"uudet", "vanhat"}
    assert set(summary.balance) == {"Ostot"}
    assert summary.balance["Ostot"].p_value is not None
    written = rows(found.content)
    assert len(written) == 268
    assert sum(row["variant"] == "holdout" for row in written) == summary.kept_out > 0
    assert "Asiakas3@example.fi" in {row["customer"] for row in written}, "addresses as they stand in the list"


def test_the_same_plan_deals_the_same_and_another_one_does_not(plan):
    first = assign_list(plan, people(), "lista.csv", COLUMNS)
    assert assign_list(plan, people(), "toinen.csv", COLUMNS).content == first.content
    other = set_assignment(plan, salt="another")
    second = assign_list(other, people(), "lista.csv", COLUMNS)
    assert second.content != first.content
    held = [{row["customer"] for row in rows(one.content) if row["variant"] == "holdout"} for one in (first, second)]
    assert held[0] == held[1], "the holdout outlives the campaign"


def test_a_file_of_exclusions_and_a_workbook(plan):
    out = ExcludedFile(
        content=b"id;osoite\n1;asiakas4@example.fi\n2;asiakas5@example.fi\n3;\n", filename="x.csv", column="osoite"
    )
    found = assign_list(plan, people(), "lista.csv", COLUMNS, kind="xlsx", excluded_file=out)
    assert found.summary.excluded == 2
    sheet = openpyxl.load_workbook(io.BytesIO(found.content), read_only=True).active
    written = list(sheet.iter_rows(values_only=True))
    assert written[0] == ("customer", "segment", "variant")
    assert len(written) == 1 + found.summary.assigned + found.summary.kept_out
    with pytest.raises(DataError, match="column_missing"):
        assign_list(
            plan,
            people(),
            "lista.csv",
            COLUMNS,
            excluded_file=ExcludedFile(content=out.content, filename="x.csv", column="nimi"),
        )


def test_ids_stay_as_they_are_written(plan):
    content = "Numero;Ostot\n" + "\n".join(f"{one:05};1,5" for one in range(40))
    found = assign_list(plan, content.encode(), "lista.csv", ListColumns(customer="Numero"), excluded_text="00007\n7")
    assert found.summary.excluded == 1
    assert "00008" in {row["customer"] for row in rows(found.content)}


def test_nothing_of_the_list_is_kept(plan):
    assign_list(plan, people(), "lista.csv", COLUMNS)
    with pytest.raises(DataError, match="column_missing"):
        assign_list(plan, people(), "lista.csv", ListColumns(customer="Nimi"))
    look_at(people(), "lista.csv")
    for file in settings().folder.rglob("*"):
        assert not file.is_file() or b"example.fi" not in file.read_bytes().lower()
    assert [one for one in settings().folder.iterdir() if one.is_dir()] == []


def test_a_plan_without_salts_deals_nobody(plan):
    with pytest.raises(EvaluationError, match="assignment_salt_missing"):
        assign_list(set_assignment(plan, salt=""), people(), "lista.csv", COLUMNS)


def test_typed_exclusions_are_taken_apart():
    assert assigning.excluded_ids(" a b ,c;;\td\r\n\n") == {"a b", "c", "d"}
