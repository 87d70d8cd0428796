"""Tables of customers: what each column is, that nothing is misread in silence, and that addresses are not kept."""

from __future__ import annotations

import gzip
import io
import stat
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.fingerprints import fingerprint
from data.keys import customer_secret
from data.readers import read_table
from data.role_guess import guess_roles, metric_id
from data.table_files import TABLE_LIMITS, TableFile, read_into
from evaluators.errors import DataError, EvaluationError, UnsafeFile
from i18n import LANGUAGES
from i18n.sentences import sentence
from tests.data.campaign_files import HILLSTROM, needs_hillstrom
from tests.data.uploads import workbook

SECRET = b"s" * 32


def kept(
    folder: Path, text: str | bytes, name: str = "a.csv", **given: object
) -> tuple[TableFile, dict[str, list[object]]]:
    content = text.encode() if isinstance(text, str) else text
    file = read_into(content, name, folder, **given)
    assert fingerprint(file.path) == file.sha256
    return file, pq.read_table(file.path).to_pydict()


def fault_of(folder: Path, content: bytes, **given: object) -> DataError:
    with pytest.raises(DataError) as caught:
        read_into(content, "file.csv", folder, **given)
    for language in LANGUAGES:
        assert sentence("error", caught.value.code, caught.value.facts, language)
    assert not list(folder.glob("*"))
    return caught.value


COLUMNS = [
    (["1", "-20", "300"], "integer", [1, -20, 300]),
    (["12,5", "0,25", "7"], "decimal", [Decimal("12.50"), Decimal("0.25"), Decimal(7)]),
    (["12.5", "1234.25"], "decimal", [Decimal("12.5"), Decimal("1234.25")]),
    (["1 234,5", "1\u00a0000", "1\u202f234\u202f567,25"], "decimal", [Decimal("1234.5"), 1000, Decimal("1234567.25")]),
    (["1 234", "12"], "integer", [1234, 12]),
    (["\N{MINUS SIGN}3,5", "+2,5"], "decimal", [Decimal("-3.5"), Decimal("2.5")]),
    (["1,234", "12,5"], "decimal", [Decimal("1.234"), Decimal("12.5")]),
    (["0.123456789", "2"], "number", [0.123456789, 2.0]),
    (["00100", "00200"], "text", ["00100", "00200"]),
    (["NA", "NA"], "text", ["NA", "NA"]),
    (["NA", "5", ""], "integer", [None, 5, None]),
    (["NA", "x", ""], "text", ["NA", "x", None]),
    (["1e5", "2"], "text", ["1e5", "2"]),
    (["inf", "2"], "text", ["inf", "2"]),
    (["1 23", "2"], "text", ["1 23", "2"]),
    (["1.5", "1,5"], "text", ["1.5", "1,5"]),
    (["12345678901234567890", "2"], "number", [12345678901234567890.0, 2.0]),
    (["true", "False"], "boolean", [True, False]),
    (["kyllä", "Ei", ""], "boolean", [True, False, None]),
    (["2026-01-31", "2026-12-01"], "date", [date(2026, 1, 31), date(2026, 12, 1)]),
    (["1.2.2026", "31.12.2026"], "date", [date(2026, 2, 1), date(2026, 12, 31)]),
    (["13/02/2026", "01/02/2026"], "date", [date(2026, 2, 13), date(2026, 2, 1)]),
    (["02/13/2026", "02/01/2026"], "date", [date(2026, 2, 13), date(2026, 2, 1)]),
    (["31.2.2026", "1.2.2026"], "text", ["31.2.2026", "1.2.2026"]),
    (["2026-01-31 08:30", "2026-01-31T08:30:05"], "moment", ["2026-01-31 08:30:00", "2026-01-31 08:30:05"]),
    (["1.2.2026 8.30", "1.2.2026"], "moment", ["2026-02-01 08:30:00", "2026-02-01 00:00:00"]),
]


def test_columns_are_what_all_their_values_are(tmp_path: Path):
    longest = max(len(texts) for texts, _, _ in COLUMNS)
    rows = [";".join(f"c{place}" for place in range(len(COLUMNS)))]
    rows += [";".join([*(texts[row] if row < len(texts) else "" for texts, _, _ in COLUMNS)]) for row in range(longest)]
    file, values = kept(tmp_path, "\n".join(rows))
    for place, (texts, kind, wanted) in enumerate(COLUMNS):
        found = [str(one) if isinstance(one, datetime) else one for one in values[f"c{place}"]]
        assert (file.columns[place].type, found[: len(texts)]) == (kind, wanted), texts
        assert not file.columns[place].choices


def test_what_can_be_read_two_ways_asks(tmp_path: Path):
    text = "amount;day\n1,234;01/02/2026\n2,345;03/04/2026\n"
    file, values = kept(tmp_path, text)
    assert [one.choices for one in file.columns] == [
        ("number_decimal", "number_thousands"),
        ("day_first", "month_first"),
    ]
    assert values == {"amount": ["1,234", "2,345"], "day": ["01/02/2026", "03/04/2026"]}
    other, values = kept(tmp_path, text, types={"amount": "number_thousands", "day": "month_first"})
    assert values == {"amount": [1234, 2345], "day": [date(2026, 1, 2), date(2026, 3, 4)]}
    assert other.sha256 != file.sha256
    _, values = kept(tmp_path, text, types={"amount": "number_decimal", "day": "day_first"})
    assert values == {"amount": [Decimal("1.234"), Decimal("2.345")], "day": [date(2026, 2, 1), date(2026, 4, 3)]}


@pytest.mark.parametrize("value", ["inf", "1e309", "1e5", "twelve", "1,2,3", "0x10", "--1"])
def test_a_declared_number_is_checked_with_its_line(tmp_path: Path, value: str):
    fault = fault_of(tmp_path, f'a;b\n\n"x\ny";1\nz;"{value}"\n'.encode(), types={"b": "number"})
    assert (fault.code, fault.facts["line"], fault.facts["value"]) == ("row_number_not_read", 5, value)


def test_a_stray_value_is_told(tmp_path: Path):
    file, _ = kept(tmp_path, "a\n" + "1\n" * 20 + "1e309\n")
    assert (file.columns[0].type, file.columns[0].unlike) == ("text", (22, "1e309"))


def test_declared_text_stays(tmp_path: Path):
    _, values = kept(tmp_path, "a;b\n1;2\n", types={"a": "text"})
    assert values == {"a": ["1"], "b": [2]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_dialects(tmp_path: Path, delimiter: str, encoding: str):
    text = f"nimi{delimiter}hinta €\nKäyttö{delimiter}1\n"
    file, values = kept(tmp_path, text.encode(encoding))
    assert values == {"nimi": ["Käyttö"], "hinta €": [1]}
    assert file.delimiter == delimiter


def test_the_fast_reader_sees_what_the_strict_one_sees(tmp_path: Path):
    text = 'sep=;\r\n\r\na;b\r\n"x;1\r\ny";""\r\n;\r\n"say ""hi""";2\r\n'
    strict = read_table(text.encode(), "a.csv")
    _, values = kept(tmp_path, text, types={"b": "text"})
    assert [tuple(one or "" for one in row) for row in zip(*values.values(), strict=True)] == strict.rows


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1;2\n3\n",
        "a;b\n1;2\n3;4;5\n",
        'a;b\n1;"2\n',
        'a;b\n1;"2"x\n',
        "a;a\n1;2\n",
        "a;\n1;2\n",
        "\n\n",
        "a;b\n1;2\x00\n",
    ],
)
def test_the_fast_reader_refuses_what_the_strict_one_refuses(tmp_path: Path, text: str):
    with pytest.raises(DataError) as strict:
        read_table(text.encode(), "file.csv")
    fault = fault_of(tmp_path, text.encode())
    assert (fault.code, fault.facts) == (strict.value.code, strict.value.facts)


def test_limits(tmp_path: Path):
    text = b"a;b\n" + b"1;2\n" * 10
    assert fault_of(tmp_path, text, limits=replace(TABLE_LIMITS, rows=9)).code == "too_many_rows"
    assert fault_of(tmp_path, text, limits=replace(TABLE_LIMITS, cells=19)).code == "too_many_cells"
    assert fault_of(tmp_path, text, limits=replace(TABLE_LIMITS, file_bytes=9)).code == "file_too_large"
    long = fault_of(tmp_path, b"a;b\n1;2\n1;" + b"x" * 40_000)
    assert (long.code, long.facts["line"]) == ("cell_too_long", 3)


def test_gzip_and_its_bomb(tmp_path: Path):
    _, values = kept(tmp_path, gzip.compress(b"a;b\n1;2\n"), "a.csv.gz")
    assert values == {"a": [1], "b": [2]}
    for child in tmp_path.glob("*"):
        child.unlink()
    bomb = gzip.compress(b"a;b\n" + b"1;2\n" * 1_000_000)
    assert len(bomb) < 20_000
    assert (
        fault_of(tmp_path, bomb, limits=replace(TABLE_LIMITS, unpacked_bytes=1_000_000)).code
        == "file_unfolds_too_large"
    )
    assert fault_of(tmp_path, bomb[:-30]).code == "file_broken"


def parquet(table: pa.Table, **options: object) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    return target.getvalue()


def test_parquet_and_workbooks_are_read(tmp_path: Path):
    table = pa.table({"id": ["00100", "b"], "x": [1.5, None], "when": pa.array([0, 1], pa.timestamp("ns"))})
    file, values = kept(tmp_path, parquet(table), "a.parquet")
    assert [one.type for one in file.columns] == ["text", "number", "moment"]
    assert (values["id"], values["x"]) == (["00100", "b"], [1.5, None])
    _, values = kept(tmp_path, workbook([["a", "b"], ["x", 2.5], ["y", 3]]), "a.xlsx")
    assert values == {"a": ["x", "y"], "b": [Decimal("2.5"), Decimal(3)]}


def test_parquet_that_unfolds_is_refused(tmp_path: Path):
    rows = parquet(pa.table({"a": pa.array([1] * 3_000_000, pa.int8())}))
    assert len(rows) < 20_000
    assert fault_of(tmp_path, rows).code == "too_many_rows"
    cell = parquet(pa.table({"a": ["x" * 1_000_000] * 1_000}))
    assert len(cell) < 2_000_000
    assert fault_of(tmp_path, cell).code in ("cell_too_long", "file_unfolds_too_large", "file_not_readable_safely")


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (pa.table({"a": [[1], [2]]}), "column_type_unknown"),
        (pa.table({"a": [1.0, float("inf")]}), "column_not_finite"),
        (pa.table([[1], [2]], names=["a", "A"]), "column_twice"),
    ],
)
def test_parquet_columns_that_cannot_be_kept(tmp_path: Path, table: pa.Table, code: str):
    assert fault_of(tmp_path, parquet(table)).code == code


def test_broken_parquet_is_an_answer(tmp_path: Path):
    content = parquet(pa.table({"a": [1, 2, 3]}))
    for broken in (content[:-10], content[:60] + bytes(60) + content[120:], b"PAR1PAR1"):
        assert isinstance(fault_of(tmp_path, broken), UnsafeFile)


def test_addresses_are_hashed_alike_however_they_are_typed(tmp_path: Path):
    text = "email;spend\n Aino@Example.FI ;1\naino@example.fi;2\nA\u0308ija@example.fi;3\näija@example.fi;4\n;5\n"
    file, values = kept(tmp_path, text, secret=SECRET)
    one, two, three, four, none = values["email"]
    assert (one, three, none) == (two, four, None)
    assert one != three
    assert len(str(one)) == 64
    assert file.columns[0].hashed
    assert file.columns[0].examples == ()
    assert b"xample" not in file.path.read_bytes()
    _, again = kept(tmp_path, "who\naino@example.fi\nx@example.fi\n", secret=SECRET)
    assert again["who"][0] == one
    _, other = kept(tmp_path / "other", text, secret=b"t" * 32)
    assert other["email"][0] != one
    _, plain = kept(tmp_path / "plain", text)
    assert plain["email"][1] == "aino@example.fi"


def test_the_key_is_the_owners_alone(tmp_path: Path):
    key = customer_secret(tmp_path / "data")
    assert len(key) == 32
    assert customer_secret(tmp_path / "data") == key
    assert customer_secret(tmp_path / "other") != key
    assert stat.S_IMODE((tmp_path / "data" / "customer.key").stat().st_mode) == 0o600


@needs_hillstrom
def test_hillstroms_segment_is_the_variant(tmp_path: Path):
    """The pitfall of these data: the column named ``segment`` is the arm, and ``history_segment`` the segment."""
    file, _ = kept(tmp_path, HILLSTROM.read_bytes(), "hillstrom.csv.gz")
    assert (file.rows, len(file.columns)) == (64_000, 12)
    guess = guess_roles(file.columns, file.rows)
    assert guess.roles is not None
    assert (guess.roles.variant, guess.roles.segment, guess.roles.customer) == ("segment", "history_segment", None)
    assert guess.roles.metrics == {"visit": "visit", "conversion": "conversion", "spend": "spend"}
    assert guess.roles.covariates == ("recency", "history", "newbie")
    kinds = {one.metric: one.kind for one in guess.guesses if one.metric}
    assert kinds == {"visit": "proportion", "conversion": "proportion", "spend": "mean"}
    assert next(one.reason for one in guess.guesses if one.role == "variant") == "values_name_arms"


def test_roles_of_a_finnish_file(tmp_path: Path):
    rows = "".join(
        f"a{n}@b.fi;{'B' if n % 2 else 'A'};{'uusi' if n % 3 else 'vanha'};{n % 5},50;{n % 2};1.3.2026\n"
        for n in range(60)
    )
    file, _ = kept(tmp_path, "Sähköposti;Ryhmä;Asiakassegmentti;Myynti (€);Klikkasi;Lähetetty\n" + rows, secret=SECRET)
    roles = guess_roles(file.columns, file.rows).roles
    assert roles is not None
    assert (roles.customer, roles.variant, roles.segment) == ("Sähköposti", "Ryhmä", "Asiakassegmentti")
    assert roles.metrics == {"myynti": "Myynti (€)", "klikkasi": "Klikkasi"}
    assert roles.exposed_at == "Lähetetty"
    assert metric_id("  ") == "metric"


def test_no_variant_is_no_guess(tmp_path: Path):
    file, _ = kept(tmp_path, "x;y\n1;2\n3;4\n")
    assert guess_roles(file.columns, file.rows).roles is None


def test_unknown_declarations_are_told(tmp_path: Path):
    with pytest.raises(EvaluationError, match="column_missing"):
        read_into(b"a;b\n1;2\n", "a.csv", tmp_path, types={"c": "number"})


def test_progress_is_told_and_ends_with_the_file(tmp_path: Path):
    told: list[float] = []
    rows = "".join(f"{place};{place % 7},5;{place}@example.fi\n" for place in range(60_000))
    read = read_into(f"a;b;c\n{rows}".encode(), "rows.csv", tmp_path, secret=b"x" * 32, progress=told.append)
    assert read.rows == 60_000
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)
    assert max(told) > 0


def test_who_stops_listening_stops_the_reading(tmp_path: Path):
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_into(b"a;b\n1;2\n", "rows.csv", tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_columns_that_repeat_themselves_are_read_like_others(tmp_path: Path):
    """The short way by different values, against the same column made too varied for it."""
    texts = ["1,50", " 2,5", "NA", "", "1,5", "-0,25"]
    repeated = [texts[place % 6] for place in range(600)]
    varied = repeated + [f"{place},125" for place in range(1_000, 6_000)]
    body = "".join(f"{text};{place}\n" for place, text in enumerate(repeated))
    few = read_into(f"x;y\n{body}".encode(), "few.csv", tmp_path)
    body = "".join(f"{text};{place}\n" for place, text in enumerate(varied))
    many = read_into(f"x;y\n{body}".encode(), "many.csv", tmp_path)
    assert (few.columns[0].type, few.columns[0].missing, few.columns[0].distinct) == ("decimal", 200, 3)
    assert (many.columns[0].type, many.columns[0].missing) == ("decimal", 200)
    own, other = (pq.read_table(one.path)["x"].to_pylist()[:600] for one in (few, many))
    assert own == other
    assert own[:6] == [Decimal("1.5"), Decimal("2.5"), None, None, Decimal("1.5"), Decimal("-0.25")]


def test_texts_that_repeat_themselves_come_back_as_texts(tmp_path: Path):
    body = "".join(f"{('Töölö', 'Helsinki', '')[place % 3]};NA\n" for place in range(300))
    read = read_into(f"town;none\n{body}".encode(), "towns.csv", tmp_path)
    table = pq.read_table(read.path)
    assert [field.type for field in table.schema] == [pa.string(), pa.string()]
    assert table["town"].to_pylist()[:3] == ["Töölö", "Helsinki", None]
    assert table["none"].to_pylist()[0] == "NA"
    assert [(one.missing, one.distinct) for one in read.columns] == [(100, 2), (300, 1)]
