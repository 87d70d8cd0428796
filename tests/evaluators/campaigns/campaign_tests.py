"""Campaign tests with tables of sums, as documents and as the cells they are read from."""

from __future__ import annotations

from datetime import date

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Design, Guardrail, Metric, Money, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import PastedTable, TableRow
from evaluators.campaigns.table_cells import table_cells

SENT, CLOSED = date(2026, 9, 1), date(2026, 10, 1)
BOUGHT = Metric(id="bought", name="Bought", kind="proportion")
SPEND = Metric(id="spend", name="Spend", kind="mean")
LEFT = Metric(id="left", name="Left", kind="proportion", better="less")


def row(variant, customers, segment=None, squares=None, **sums):
    """Return one line of a table."""
    return TableRow(variant=variant, segment=segment, customers=customers, sums=sums, squares=squares or {})


def campaign(*sends, metrics=(BOUGHT,), arms=("a", "b"), segments=(), margins=None, money=None, **rest):
    """Return a test of tables, one list of rows per send."""
    design = rest.pop("design", {})
    return CampaignTest(
        as_of=CLOSED,
        design=Design(
            metrics=metrics,
            variants=tuple(one if isinstance(one, Variant) else Variant(id=one, name=one) for one in arms),
            segments=tuple(one if isinstance(one, Segment) else Segment(id=one, name=one) for one in segments),
            guardrails=tuple(Guardrail(metric=metric, margin=margin) for metric, margin in (margins or {}).items()),
            money=Money(**(money or {})),
            **design,
        ),
        sends=tuple(
            Send(id=f"s{place}", source=PastedTable(rows=tuple(rows)), sent_on=SENT)
            for place, rows in enumerate(sends, start=1)
        ),
        **rest,
    )


def table_of(document, covariates=()):
    """Return the cells of a document's tables."""
    parts = [table_cells(send, document.design) for send in document.sends]
    return CellTable(
        metrics=tuple(metric.id for metric in document.design.metrics),
        covariates=covariates,
        cells=tuple(cell for cells, _ in parts for cell in cells),
        audits=tuple(audit for _, audit in parts),
    )
