"""The made-up shop as a file of customers that is kept, and evaluations of it that take little work to measure."""

from __future__ import annotations

from evaluators.documents import revise
from evaluators.segmentations.document import SegmentationEvaluation
from services import datasets, evaluations, segmentations
from tests.evaluators.segmentations.made_up_shop import BEHAVIOUR, COUNTRY, LATER_KNOWN, shop

LITTLE = {
    "effort": {
        "pairs": 2,
        "restarts": 1,
        "slow_pairs": 2,
        "label_draws": 20,
        "data_draws": 2,
        "data_pairs": 1,
        "silhouette_rows": 100,
    },
    "floor": {"customers": 50, "least": 5},
    "decision": {"draws": 1000},
}
CANDIDATES = (
    {"type": "rules", "id": "country", "family": "geographic", "table": COUNTRY, "name": "Maan mukaan"},
    {"type": "lifecycle", "id": "stages"},
    {"type": "kmeans", "id": "three", "fields": BEHAVIOUR, "segments": 3, "signed_log": BEHAVIOUR},
)


def shop_file(customers=240):
    """Return the shop as a CSV file of customers with what they have brought and what they bought later."""
    made, _ = shop(customers)
    columns = {**made.columns, "later": made.outcome, "worth": made.value}
    lines = [",".join(("customer", *columns))]
    for row in range(customers):
        lines.append(",".join((f"c{row}", *(_text(values[row]) for values in columns.values()))))
    return "\n".join(lines).encode()


def _text(value):
    return value if isinstance(value, str) else f"{value:.2f}"


def shop_evaluation(template=None, *, candidates=CANDIDATES, **changes) -> SegmentationEvaluation:
    """Return a document over the shop, whose file is kept."""
    kept = datasets.add(shop_file(), "asiakkaat.csv")
    document = evaluations.open_evaluation(segmentations.begin("Verkkokauppa", template)).document
    source = {"file": kept.file.model_dump(), "customer": "customer", "outcome": "later", "value": "worth"}
    given = {"data": {"customers": source}, "fields": LATER_KNOWN, "candidates": candidates, "settings": LITTLE}
    return revise(document, **(given | changes))


def kept_evaluation(template=None, *, measured=True, **changes) -> str:
    """Keep a document over the shop, measured or not; return its id."""
    document = shop_evaluation(template, **changes)
    if measured:
        segmentations.work_out(document)
    return evaluations.create(document)
