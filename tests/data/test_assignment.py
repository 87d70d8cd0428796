"""Assignment files: who is dealt, who is not and why, and that a spreadsheet runs nothing in them."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from data import assignment
from data.assignment import ListColumns, assign, write_csv, write_workbook
from evaluators.campaigns.assignment import customer_key
from evaluators.campaigns.plan import CampaignPlan
from evaluators.errors import DataError, EvaluationError

COLUMNS = ListColumns(customer="email", segment="group", consent="agreed")


def plan(**assignment_settings: object) -> CampaignPlan:
    return CampaignPlan.model_validate(
        {
            "as_of": date(2026, 11, 22),
            "design": {
                "variants": [{"id": "a", "name": "A"}, {"id": "b", "name": "B", "split": 3}],
                "holdout": 0.25,
            },
            "assignment": {"salt": "spring", "holdout_salt": "always", **assignment_settings},
        }
    )


def people(n: int = 400) -> pa.Table:
    return pa.table(
        {
            "email": [f"Customer{number}@example.fi " for number in range(n)],
            "group": ["new" if number % 2 else "old" for number in range(n)],
            "agreed": ["kyllä" if number % 10 else "ei" for number in range(n)],
            "before": [float(number % 7) for number in range(n)],
        }
    )


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_everybody_is_accounted_for(tmp_path: Path):
    listed = pa.concat_tables(
        [
            people(),
            people(20),
            pa.table({"email": [" ", None], "group": [None, "x"], "agreed": ["1", "1"], "before": [1.0, 1.0]}),
        ]
    )
    found = assign(
        listed, COLUMNS, plan(covariates=["before"]), excluded=[" customer1@EXAMPLE.fi", "nobody@example.fi"]
    )
    assert (found.listed, found.without_id, found.duplicates, found.without_consent, found.excluded) == (
        422,
        2,
        20,
        40,
        1,
    )
    dealt = sum(sum(counts) for counts in found.counts.values()) + sum(found.held_out.values())
    assert dealt == 400 - 40 - 1 == found.table.num_rows
    for a, b in found.counts.values():
        assert abs(a - (a + b) / 4) < 1
    assert found.balance["before"].p_value is not None
    write_csv(found, tmp_path / "file.csv")
    header, *rows = lines(tmp_path / "file.csv")
    assert header == ["customer", "segment", "variant"]
    assert {row[2] for row in rows} == {"a", "b", "holdout"}
    assert [row[0] for row in rows[:2]] == ["Customer2@example.fi", "Customer3@example.fi"]


def test_one_refusal_counts_on_any_row():
    listed = pa.table({"email": ["x@a.fi", "X@a.fi", "y@a.fi"], "group": ["g"] * 3, "agreed": [True, False, True]})
    found = assign(listed, COLUMNS, plan())
    assert (found.without_consent, found.duplicates, found.table.num_rows) == (1, 1, 1)


def test_the_column_is_keyed_as_single_ids_are():
    ids = [" Aino@Example.FI\n", "A\u0308ija@example.fi", "AB-12", "00100", "\u00a0x\u00a0", "STRASSE@Ü.DE", None]
    assert assignment._keys(pa.table({"id": ids}), "id") == [customer_key(one or "") for one in ids]


def test_formulas_are_harmless_and_numbers_stay(tmp_path: Path):
    ids = ["=1+1", "+358401234567", "@cmd", "-5", "-2+3", " =x", "plain", "|calc"]
    found = assign(pa.table({"id": ids}), ListColumns(customer="id"), plan())
    wanted = ["'=1+1", "+358401234567", "'@cmd", "-5", "'-2+3", "'=x", "plain", "'|calc"]
    write_csv(found, tmp_path / "file.csv")
    assert [row[0] for row in lines(tmp_path / "file.csv")[1:]] == wanted
    write_workbook(found, tmp_path / "file.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "file.xlsx").active
    assert [cell.value for cell in sheet["A"]][1:] == wanted
    assert {cell.data_type for cell in sheet["A"]} == {"s"}


def test_a_large_list_is_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assignment, "WORKBOOK_ROWS", 3)
    found = assign(pa.table({"id": ["a", "b", "c", "d"]}), ListColumns(customer="id"), plan())
    with pytest.raises(DataError, match="too_many_rows"):
        write_workbook(found, tmp_path / "file.xlsx")


@pytest.mark.parametrize(
    ("columns", "changed", "code"),
    [
        (ListColumns(customer="nothing"), {}, "column_missing"),
        (ListColumns(customer="email", consent="nothing"), {}, "column_missing"),
        (COLUMNS, {"covariates": ["group"]}, "column_not_numeric"),
        (COLUMNS, {"salt": ""}, "assignment_salt_missing"),
    ],
)
def test_what_cannot_be_assigned(columns: ListColumns, changed: dict[str, object], code: str):
    with pytest.raises(EvaluationError, match=code):
        assign(people(20), columns, plan(**changed))


def test_a_million_customers_stay_within_memory():
    """The limit of 1 GiB holds for a process of its own; how long it takes is left to the benchmark."""
    script = Path(__file__).resolve().parents[2] / "benchmarks" / "assignment.py"
    done = subprocess.run([sys.executable, str(script), "1000000"], capture_output=True, text=True, check=True)
    assert "under 1024 MiB: met" in done.stdout
