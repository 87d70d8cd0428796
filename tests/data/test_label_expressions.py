"""Labels in the engine are those of numpy: every kind of model and rule, with gaps, ties and odd columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.engines import duckdb_engine
from data.label_fields import constant, free_name
from data.labels import agreement, checksum_of, fields_of, segment_mix, segments_of, with_labels
from evaluators.errors import DataError
from evaluators.segmentations.models.assigner import (
    DecisionTree,
    DiagonalMixture,
    LatentClassTables,
    LinearCentroids,
    LinearSplits,
    MixedPrototypes,
    Split,
    TreeNode,
)
from evaluators.segmentations.models.inputs import CategoryField, NumberField
from evaluators.segmentations.rules.rfm import RfmFields, quantile_edges
from evaluators.segmentations.rules.rfm_table import on_raw_fields, rfm_table
from evaluators.segmentations.rules.rule_table import RuleTable

ROWS = 3_000
RNG = np.random.default_rng(20_261_122)
DAYS, ORDERS, SPENT = (NumberField(name=name) for name in ("days", "orders", "spent"))
FILLED = NumberField(name="spent", fill=12.5)
LOGGED = NumberField(name="spent", transform="signed_log", fill=0.0)
CITY, SIZE, AGREED = (CategoryField(name=name) for name in ("city", "size", "agreed"))
OPEN_CITY = CategoryField(name="city", missing_is_answer=True)


def _some(count):
    return tuple(float(one) for one in RNG.normal(size=count))


def _end(segment):
    return Split(weights=(), offset=0.0, yes=-1, no=-1, segment=segment)


def _ask(field, threshold, answer, yes, no):
    return TreeNode(field=field, threshold=threshold, answer=answer, yes=yes, no=no, segment=-1)


def _leaf(segment):
    return TreeNode(field=None, threshold=None, answer=None, yes=-1, no=-1, segment=segment)


MODELS = {
    "centroids": LinearCentroids(
        fields=(DAYS, ORDERS, SPENT), weights=tuple(_some(3) for _ in range(5)), offsets=_some(5)
    ),
    "one centroid": LinearCentroids(fields=(DAYS,), weights=((0.1,),), offsets=(0.3,)),
    "equal centroids": LinearCentroids(fields=(ORDERS,), weights=((0.1,), (0.1,), (0.0,)), offsets=(0.3, 0.3, 0.3)),
    "filled centroids": LinearCentroids(fields=(DAYS, FILLED), weights=(_some(2), _some(2)), offsets=_some(2)),
    "yes and no": LinearCentroids(
        fields=(NumberField(name="agreed"), ORDERS), weights=((2.0, 0.2), (-1.0, 0.0)), offsets=(1.0, 0.0)
    ),
    "splits": LinearSplits(
        fields=(DAYS, SPENT),
        splits=(
            Split(weights=(0.5, -0.25), offset=40.0, yes=1, no=2, segment=-1),
            _end(1),
            Split(weights=(-0.1, 0.7), offset=15.0, yes=3, no=4, segment=-1),
            _end(0),
            _end(2),
        ),
    ),
    "mixture": DiagonalMixture(
        fields=(DAYS, ORDERS, LOGGED),
        means=((20.0, 3.0, 2.0), (90.0, 1.0, 1.0), (200.0, 6.0, 0.1)),
        precisions=((0.002, 0.1, 1.3), (0.001, 0.3, 0.7), (0.0007, 0.02, 2.1)),
        offsets=(-1.1, -0.9, -1.7),
    ),
    "prototypes": MixedPrototypes(
        fields=(DAYS,),
        weights=((0.4,), (0.1,), (-0.2,)),
        offsets=(9.0, 2.0, 1.0),
        categories=(OPEN_CITY, SIZE),
        prototypes=(("", "2"), ("Oulu", "3"), ('Turku\'s "x"', "2")),
        mismatch=3.3,
    ),
    "only answers": MixedPrototypes(
        fields=(),
        weights=((), ()),
        offsets=(0.0, 0.0),
        categories=(CITY, AGREED),
        prototypes=(("Oulu", "True"), ('Turku\'s "x"', "False")),
        mismatch=1.0,
    ),
    "classes": LatentClassTables(
        categories=(OPEN_CITY, SIZE, AGREED),
        answers=(("", "Oulu"), ("1", "2", "3", "x"), ("False", "True")),
        log_shares=(
            ((-0.3, -1.2), (-2.0, -0.1)),
            ((-1.0, -2.0, -0.7, -9.0), (-0.4, -1.4, -3.0, -9.0)),
            ((-0.9, -0.5), (-0.2, -1.7)),
        ),
        fields=(ORDERS,),
        means=((2.0,), (5.0,)),
        precisions=((0.3,), (0.1,)),
        offsets=(-0.6, -0.8),
    ),
    "tree": DecisionTree(
        fields=(DAYS, LOGGED),
        categories=(CITY, SIZE),
        nodes=(
            _ask("days", 60.0, None, 1, 2),
            _ask("city", None, "Oulu", 3, 4),
            _ask("spent", 2.5, None, 5, 6),
            _leaf(2),
            _ask("size", None, "3", 7, 8),
            _leaf(0),
            _leaf(-1),
            _leaf(1),
            _leaf(3),
        ),
    ),
    "bare tree": DecisionTree(fields=(), categories=(), nodes=(_leaf(0),)),
}


def _condition(field, operator, value=None, **more):
    return {"field": field, "operator": operator, "value": value, **more}


LINES = [
    {"segment": "near", "when": _condition("city", "in", values=["Oulu", "it's"])},
    {"segment": "fresh", "when": {"all": [_condition("days", "le", 30.5), _condition("orders", "gt", 2)]}},
    {
        "segment": "rich",
        "when": {"any": [_condition("spent", "between", 20, upper=1e9), _condition("size", "not_in", values=[1, 2])]},
    },
    {
        "segment": "near",
        "when": {"all": [_condition("city", "not_in", values=["Oulu"]), _condition("agreed", "eq", 1)]},
    },
    {"segment": "lost", "when": {"all": [_condition("city", "missing"), _condition("spent", "present")]}},
    {"segment": "lost", "when": {"all": [_condition("day", "missing"), _condition("days", "lt", 3)]}},
]
SEGMENTS = [{"id": name} for name in ("near", "fresh", "rich", "lost", "rest")]
RULES = {
    "ordered": RuleTable.model_validate({"segments": SEGMENTS, "lines": LINES, "otherwise": "rest"}),
    "exclusive": RuleTable.model_validate(
        {"mode": "exclusive", "segments": SEGMENTS, "lines": LINES, "otherwise": "rest", "unknown": "lost"}
    ),
    "one segment": RuleTable.model_validate(
        {"mode": "exclusive", "segments": SEGMENTS, "lines": [LINES[0], LINES[3]], "unknown": "rest"}
    ),
    "no line": RuleTable.model_validate({"segments": SEGMENTS, "otherwise": "fresh"}),
}
WAYS = MODELS | RULES


def _customers(rows=ROWS):
    rng = np.random.default_rng(5)
    spent = rng.lognormal(2, 1.5, rows) * rng.choice([-1, 1], rows, p=[0.1, 0.9])
    spent[rng.random(rows) < 0.1] = np.nan
    spent[:2] = np.inf, -np.inf
    days = rng.integers(0, 300, rows) / 10

    def gaps(values, share=0.1):
        return pa.array(values, mask=rng.random(rows) < share)

    return pa.table(
        {
            "customer": [f"c{place}" for place in range(rows)],
            "days": gaps(np.where(rng.random(rows) < 0.05, np.nan, days)),
            "orders": gaps(rng.integers(0, 9, rows)),
            "spent": gaps(spent),
            "city": gaps(rng.choice(np.array(["Oulu", "oulu", 'Turku\'s "x"', ""], dtype=object), rows)),
            "size": gaps(rng.integers(1, 4, rows).astype(np.int16)),
            "agreed": gaps(rng.random(rows) < 0.5),
            "day": gaps([date(2026, 1, 1)] * rows),
        }
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    pq.write_table(_customers(), tmp_path / "customers.parquet")
    return tmp_path / "customers.parquet"


@pytest.mark.parametrize("name", WAYS)
def test_engine_and_numpy_agree_on_every_row(file: Path, name: str):
    way = WAYS[name]
    with duckdb_engine([file]) as engine:
        table = engine.parquet(file)
        found = agreement(engine, table, way, customer="customer")
        assert (found.rows, found.equal, found.complete) == (ROWS, ROWS, True)
        mix = segment_mix(engine, table, way)
    assert mix.customers == ROWS
    assert sum(count > 0 for count in (*mix.counts, mix.unassigned)) > 1 or name in ("bare tree", "no line")


@pytest.mark.parametrize("name", ["centroids", "equal centroids", "filled centroids"])
def test_arrays_give_the_digits_of_the_portable_sum(file: Path, name: str):
    """Not close: equal, also where costs tie."""
    with duckdb_engine([file]) as engine:
        table = engine.parquet(file)
        both = with_labels(with_labels(table, WAYS[name], "portable"), WAYS[name], "arrays", engine=engine)
        counted = engine.rows(both.aggregate(equal=(both["portable"] == both["arrays"]).sum()))
        assert "array_inner_product" in engine.backend.compile(both).lower()
    assert counted == [{"equal": ROWS}]


def test_centroids_are_those_of_the_librarys_predict(tmp_path: Path):
    """scikit-learn's k-means on scaled rows, against both forms in the engine."""
    from sklearn.cluster import KMeans

    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(20_000, 4)) * [1, 50, 0.01, 3] + rng.integers(0, 3, (20_000, 1))
    middle, spread = matrix.mean(axis=0), matrix.std(axis=0)
    model = KMeans(6, n_init=1, random_state=0).fit((matrix[:2_000] - middle) / spread)
    centres = model.cluster_centers_
    way = LinearCentroids(
        fields=tuple(NumberField(name=f"x{place}") for place in range(4)),
        weights=tuple(map(tuple, (2 * centres / spread).tolist())),
        offsets=tuple(((centres**2).sum(axis=1) + (2 * centres * middle / spread).sum(axis=1)).tolist()),
    )
    pq.write_table(pa.table({f"x{place}": matrix[:, place] for place in range(4)}), tmp_path / "x.parquet")
    with duckdb_engine([tmp_path / "x.parquet"]) as engine:
        table = engine.parquet(tmp_path / "x.parquet")
        for own in (None, engine):
            labels = engine.table(with_labels(table, way, "label", engine=own).select("label"))["label"].to_numpy()
            assert np.array_equal(labels, model.predict((matrix - middle) / spread))


def test_ready_made_codes_on_raw_fields(file: Path):
    """The table of recency, frequency and money, without scores in the database."""
    table = _customers()
    fields = {"recency": "days", "frequency": "orders", "monetary": "spent"}
    values = {measure: table[name].to_numpy().astype(float) for measure, name in fields.items()}
    edges = {measure: quantile_edges(one, reverse=measure == "recency") for measure, one in values.items()}
    way = on_raw_fields(rfm_table(), edges, RfmFields.model_validate(fields))
    with duckdb_engine([file]) as engine:
        found = agreement(engine, engine.parquet(file), way, customer="customer")
        mix = segment_mix(engine, engine.parquet(file), way)
    assert found.complete
    assert min(mix.counts) > 0


@pytest.mark.parametrize("dialect", ["postgres", "databricks", "snowflake"])
@pytest.mark.parametrize("name", WAYS)
def test_the_expression_is_portable(name: str, dialect: str):
    """The same expression compiles for warehouses: nothing of DuckDB alone is in it."""
    columns = {"customer": "string", "days": "float64", "orders": "int64", "spent": "float64", "city": "string"}
    table = ibis.table(columns | {"size": "int16", "agreed": "boolean", "day": "date"}, name="customers")
    text = ibis.to_sql(with_labels(table, WAYS[name], "label"), dialect=dialect).lower()
    assert "array" not in text
    assert ("case" in text) == (name not in ("no line",))


def test_numbers_keep_their_last_digit(file: Path):
    """A decimal text of seventeen digits in SQL would be rounded twice in DuckDB for one number in thirty."""
    rng = np.random.default_rng(1)
    values = (rng.uniform(-1, 1, 600) * 10.0 ** rng.integers(-8, 9, 600)).tolist()
    with duckdb_engine([file]) as engine:
        row = engine.parquet(file).limit(1).select(**{f"v{place}": constant(one) for place, one in enumerate(values)})
        assert list(engine.rows(row)[0].values()) == values


def test_not_a_number_is_missing_where_a_files_bounds_hide_it(tmp_path: Path):
    """Parquet keeps the least and greatest of a column without it, and DuckDB answers comparisons by them."""
    pq.write_table(pa.table({"days": [1.0, 2.0, float("nan")]}), tmp_path / "x.parquet")
    model = LinearCentroids(fields=(DAYS,), weights=((0.0,), (1.0,)), offsets=(0.0, 1.5))
    line = {"segment": "fresh", "when": _condition("days", "ge", 1)}
    rules = RuleTable.model_validate({"segments": SEGMENTS, "lines": [line], "otherwise": "rest"})
    with duckdb_engine([tmp_path / "x.parquet"]) as engine:
        table = engine.parquet(tmp_path / "x.parquet")
        for way, wanted in ((model, [0, 1, -1]), (rules, [1, 1, -1])):
            assert engine.table(with_labels(table, way, "label").select("label"))["label"].to_pylist() == wanted


def test_what_cannot_be_read_is_refused(file: Path):
    with duckdb_engine([file]) as engine:
        table = engine.parquet(file)

        def refused(code, way):
            with pytest.raises(DataError, match=code):
                with_labels(table, way, "label")

        def nearest(name):
            return LinearCentroids(fields=(NumberField(name=name),), weights=((1.0,),), offsets=(0.0,))

        def rule(field, operator, value):
            line = {"segment": "near", "when": _condition(field, operator, value)}
            return RuleTable.model_validate({"segments": SEGMENTS, "lines": [line]})

        refused("column_missing", nearest("income"))
        refused("column_not_numeric", nearest("city"))
        refused("column_not_numeric", nearest("day"))
        refused("rule_field_unknown", rule("income", "ge", 3))
        refused("rule_field_kind", rule("city", "ge", 3))
        refused("rule_field_kind", rule("days", "eq", "three"))
        refused("rule_field_kind", rule("day", "ge", 3))
        moments = table.mutate(moment=table["day"].cast("timestamp"))
        by_moment = DecisionTree(fields=(), categories=(CategoryField(name="moment"),), nodes=(_leaf(0),))
        with pytest.raises(DataError, match="column_not_answers"):
            with_labels(moments, by_moment, "label")
        with pytest.raises(ValueError, match="already"):
            with_labels(table, nearest("days"), "city")


def test_answers_of_any_type_read_as_text(tmp_path: Path):
    """Numbers lose a trailing .0, other spellings of the same number are other answers."""
    table = pa.table(
        {
            "fraction": [3.0, 2.5, None, 1e300, float("inf"), 0.0],
            "day": [date(2026, 1, 2), None, date(2026, 1, 3), date(2026, 1, 2), None, None],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    answers = ("3", "3.0", "2.5", str(int(1e300)), "1e400", "nan", "0", "-0", "9" * 5_000)
    way = LatentClassTables(
        categories=(CategoryField(name="fraction"), CategoryField(name="day", missing_is_answer=True)),
        answers=(answers, ("2026-01-02", "", "2026-01-03")),
        log_shares=(tuple(tuple(row) for row in np.eye(9).tolist()), tuple((0.0, 0.25, 0.5) for _ in range(9))),
        fields=(),
        means=((),) * 9,
        precisions=((),) * 9,
        offsets=(0.0,) * 9,
    )
    with duckdb_engine([tmp_path / "x.parquet"]) as engine:
        rows = engine.parquet(tmp_path / "x.parquet")
        labels = engine.table(with_labels(rows, way, "label").select("label"))["label"].to_pylist()
        found = agreement(engine, rows.mutate(who=rows["file_row_number"]), way, customer="who")
    assert labels == [0, 2, -1, 3, -1, 6]
    assert found.complete


def test_columns_that_stand_in_the_way_are_kept(file: Path):
    """Working columns take other names than the table has, in any case of letters."""
    way = WAYS["centroids"]
    with duckdb_engine([file]) as engine:
        table = engine.parquet(file)
        plain = engine.table(with_labels(table, way, "label").select("label"))
        crowded = table.mutate(LABEL_0=table["city"], label_cost_0=table["city"], label_least=table["city"])
        found = with_labels(crowded, way, "label")
        assert found.columns == (*crowded.columns, "label")
        assert engine.table(found.select("label")).equals(plain)
    assert free_name("a", ["A", "a_"]) == "a__"


def test_checksums_change_with_what_decides():
    rules = RULES["ordered"]
    renamed = rules.model_copy(
        update={"segments": tuple(one.model_copy(update={"name": "X"}) for one in rules.segments)}
    )
    assert checksum_of(rules) == checksum_of(renamed) != checksum_of(RULES["exclusive"])
    assert len({checksum_of(way) for way in WAYS.values()}) == len(WAYS)
    assert segments_of(rules) == 5
    assert [segments_of(MODELS[name]) for name in ("centroids", "splits", "mixture", "tree")] == [5, 3, 3, 4]
    assert set(fields_of(MODELS["classes"])) == {"city", "size", "agreed", "orders"}
