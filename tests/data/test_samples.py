"""The shipped campaigns and segmentations are what they say they are."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from data.samples import generator, samples, shop_generator, shop_runner
from data.samples.shop_truth import CUSTOMERS, LATE_CUSTOMERS, SEED
from data.samples.shop_truth import KINDS as SHOP_KINDS
from data.templates import examples
from evaluators.campaigns.source import CustomerRows, PastedTable
from evaluators.kinds import KINDS
from tests.data.campaign_files import HILLSTROM, needs_hillstrom

SAMPLES = {one.id: one for one in samples()}


def test_ids_are_those_of_one_example_each():
    ids = [one.id for one in (*examples("fi"), *samples())]
    assert len(set(ids)) == len(ids)


def test_every_kind_of_campaign_has_one():
    assert {one.document.kind for one in SAMPLES.values()} == set(KINDS) - {"tool-evaluation"}


def test_the_generated_file_is_what_the_generator_makes():
    assert gzip.decompress(generator.FILE.read_bytes()) == gzip.decompress(generator.content())


def test_the_document_names_the_generated_file():
    sample = SAMPLES["spring-campaign"]
    source = sample.document.sends[0].source
    assert isinstance(source, CustomerRows)
    content = sample.contents()[source.file.name]
    lines = gzip.decompress(content).decode().splitlines()
    assert source.file.sha256 == hashlib.sha256(content).hexdigest()
    assert source.file.rows == len(lines) - 1 == sum(truth.customers for truth in generator.TRUTH)
    assert source.file.columns == tuple(lines[0].split(",")) == generator.COLUMNS


def test_half_of_each_segment_got_the_message():
    counts = dict.fromkeys(((truth.segment, arm) for truth in generator.TRUTH for arm in ("message", "nothing")), 0)
    for row in list(generator.rows())[1:]:
        counts[row[1], row[3]] += 1
    for truth in generator.TRUTH:
        assert counts[truth.segment, "message"] == counts[truth.segment, "nothing"] == truth.customers // 2


def test_another_seed_deals_other_customers():
    first, second = (list(generator.rows(seed))[1:] for seed in (1, 2))
    assert [row[0] for row in first] == [row[0] for row in second]
    assert [row[3] for row in first] != [row[3] for row in second]


@needs_hillstrom
def test_the_published_sums_are_those_of_the_published_rows():
    """Hillstrom (2008), counted here row by row: customers, visits, conversions, spend and its squares in cents."""
    source = SAMPLES["hillstrom"].document.sends[0].source
    assert isinstance(source, PastedTable)
    arms = {"No E-Mail": "none", "Mens E-Mail": "mens", "Womens E-Mail": "womens"}
    groups = {("0", "1"): "womens", ("1", "0"): "mens", ("1", "1"): "both"}
    found: dict[tuple[str, str], list[int]] = {}
    with gzip.open(HILLSTROM, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cents = round(float(row["spend"]) * 100)
            sums = found.setdefault((arms[row["segment"]], groups[row["mens"], row["womens"]]), [0] * 5)
            for place, value in enumerate((1, int(row["visit"]), int(row["conversion"]), cents, cents**2)):
                sums[place] += value
    for one in source.rows:
        customers, visits, conversions, cents, squares = found.pop((one.variant, one.segment or ""))
        assert one.customers == customers
        assert one.sums == {"visit": visits, "conversion": conversions, "spend": pytest.approx(cents / 100, abs=1e-9)}
        assert one.squares == {"spend": pytest.approx(squares / 10_000, abs=1e-6)}
    assert not found


def test_samples_hold_no_person():
    ids = {"K100001", *(row[0] for row in shop_generator.shop().customers)}
    for sample in SAMPLES.values():
        text = json.dumps(sample.document.model_dump(mode="json"))
        assert not [one for one in ids if one in text]


def test_the_truth_is_as_documented():
    page = (Path(__file__).resolve().parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    for truth in generator.TRUTH:
        gains = (f"{100 * gain:+.1f}".replace("-", "−") for gain in (truth.buys_gain, truth.visits_gain))
        shares = (f"{100 * share:.1f} %" for share in (truth.buys, truth.visits))
        cells = [cell for pair in zip(shares, gains, strict=True) for cell in pair]
        customers = f"{truth.customers:,}".replace(",", " ")
        row = f"| `{truth.segment}` | {customers} | {' | '.join(cells)} | {100 * truth.leaves:.1f} % |"
        assert row in page
    assert f"adds {100 * generator.true_effect('bought'):.2f} percentage points of buyers" in page
    assert f"(seed {generator.SEED})" in page


def test_the_generated_shop_is_what_the_generator_makes():
    for name, content in shop_runner.written().items():
        kept = (shop_runner.FOLDER / name).read_bytes()
        if name.endswith(".gz"):
            kept, content = gzip.decompress(kept), gzip.decompress(content)
        assert kept == content, name
    assert sum((shop_runner.FOLDER / name).stat().st_size for name in SAMPLES["pet-shop"].tables) < 400_000


def test_the_document_names_the_generated_shop():
    sample = SAMPLES["pet-shop"]
    assert sample.document == shop_runner.document()
    for file in sample.document.data.files:
        content = sample.contents()[file.name]
        lines = list(csv.reader(gzip.decompress(content).decode().splitlines()))
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert (file.rows, file.columns) == (len(lines) - 1, tuple(lines[0]))
    assert len(shop_generator.shop().customers) == CUSTOMERS + LATE_CUSTOMERS


def test_the_kinds_of_customers_are_hidden():
    found = shop_generator.shop()
    assert not set(found.kinds.values()) & {cell for row in (*found.customers, *found.orders) for cell in row}
    shares = {one.name: one.share for one in SHOP_KINDS}
    early = list(found.kinds.values())[:CUSTOMERS]
    for name, share in shares.items():
        assert early.count(name) / CUSTOMERS == pytest.approx(share, abs=0.03)
    other = shop_generator.shop(SEED + 1)
    assert other.customers != found.customers


def test_the_shop_s_truth_is_as_documented():
    page = (Path(__file__).resolve().parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    for one in SHOP_KINDS:
        row = f"| `{one.name}` | {100 * one.share:.0f} % | {one.orders} | × {one.festive:.0f} | {one.line:.0f} € |"
        assert f"{row} {one.visits:.0f} | {one.opens:.0f} |" in page
    assert f"(seed {SEED})" in page
