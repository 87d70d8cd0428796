"""Hillstrom's e-mail test as sums per mail and earlier purchase (Kevin Hillstrom, MineThatData challenge, 2008)."""

from __future__ import annotations

from datetime import date

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Design, Metric, Money, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest, RuleLine, Send
from evaluators.campaigns.reading import read
from evaluators.campaigns.source import PastedTable, TableRow
from evaluators.campaigns.table_cells import table_cells
from reports.campaigns.context import words_of_test

SUMS = (  # mail, goods bought in the past year; customers, visitors, buyers, dollars spent and their squares
    ("none", "mens", 9638, 962, 53, 6702.52, 1508651.1118),
    ("none", "womens", 9519, 912, 49, 4669.68, 781150.0766),
    ("none", "both", 2149, 388, 20, 2536.13, 580249.1737),
    ("womens_mail", "mens", 9622, 1067, 59, 9369.72, 2402910.777),
    ("womens_mail", "womens", 9647, 1638, 99, 10825.98, 1955358.9608),
    ("womens_mail", "both", 2118, 533, 31, 2842.41, 553176.8385),
    ("mens_mail", "mens", 9558, 1615, 110, 13172.47, 3050258.2267),
    ("mens_mail", "womens", 9568, 1592, 104, 10585.03, 2078364.0651),
    ("mens_mail", "both", 2181, 687, 53, 6554.19, 1630402.2055),
)
VISIT = Metric(id="visit", name={"fi": "Käynnit", "en": "Visits"}, kind="proportion")
SPEND = Metric(id="spend", name={"fi": "Ostot", "en": "Spend"}, kind="mean", unit="$")
MAILS = (
    Variant(id="none", name={"fi": "Ei viestiä", "en": "No e-mail"}, strategy="nothing"),
    Variant(id="womens_mail", name={"fi": "Naisten viesti", "en": "Womens e-mail"}),
    Variant(id="mens_mail", name={"fi": "Miesten viesti", "en": "Mens e-mail"}),
)
THREE = (
    Segment(id="womens", name={"fi": "Vain naisten tuotteita", "en": "Womens goods only"}),
    Segment(id="mens", name={"fi": "Vain miesten tuotteita", "en": "Mens goods only"}),
    Segment(id="both", name={"fi": "Kumpiakin", "en": "Both"}),
)
TWO = (
    Segment(id="womens", name={"fi": "Ostanut naisten tuotteita", "en": "Bought womens goods"}),
    Segment(id="mens", name={"fi": "Ei ostanut", "en": "Did not"}),
)
OWN_RULE = (
    RuleLine(segment="womens", variant="womens_mail"),
    RuleLine(segment="mens", variant="mens_mail"),
    RuleLine(segment="both", variant="mens_mail"),
)


def _rows(two):
    """Return the table's rows; with two segments whoever bought womens goods stands together."""
    found = {}
    for mail, bought, *sums in SUMS:
        segment = "womens" if two and bought == "both" else bought
        old = found.get((mail, segment), [0] * 5)
        found[mail, segment] = [one + more for one, more in zip(old, sums, strict=True)]
    return tuple(
        TableRow(
            variant=mail,
            segment=segment,
            customers=sums[0],
            sums={"visit": sums[1], "spend": sums[3]},
            squares={"spend": sums[4]},
        )
        for (mail, segment), sums in found.items()
    )


def document(*, two=False, primary="spend", rule=OWN_RULE, segments=None, **more):
    """Return the test as a table of sums, by earlier purchase."""
    return CampaignTest(
        as_of=date(2008, 4, 20),
        design=Design(
            metrics=(SPEND, VISIT),
            primary=primary,
            variants=MAILS,
            segments=segments or (TWO if two else THREE),
            segmented_by=more.pop("segmented_by", "earlier purchase"),
            money=Money(**more.pop("money", {"currency": "USD"})),
            **more.pop("design", {}),
        ),
        sends=(Send(id="s1", source=PastedTable(rows=_rows(two)), sent_on=date(2008, 3, 1)),),
        rule=() if two else rule,
        **more,
    )


def cells(document):
    """Return the cells of a document's table."""
    parts = [table_cells(send, document.design) for send in document.sends]
    return CellTable(
        metrics=tuple(metric.id for metric in document.design.metrics),
        covariates=(),
        cells=tuple(cell for found, _ in parts for cell in found),
        audits=tuple(audit for _, audit in parts),
    )


def words(document, language="en", halves=None):
    """Return the reading of a document in words."""
    return words_of_test(document, read(document, cells(document), halves=halves), language)
