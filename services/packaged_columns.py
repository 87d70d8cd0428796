"""What new tables have to hold: the tables, columns and fields that a way of segmenting reads, and no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evaluators.documents import Label
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.package_parts import OrderMeaning, PackagedField, PeopleMeaning
from evaluators.segmentations.rules.fields import SEASONS
from evaluators.segmentations.source import OrderLog

OF_CATEGORIES = frozenset({"categories", "last_category"})
OF_SEASONS = frozenset({"main_month", *(f"{season}_share" for season in SEASONS)})


def packaged_fields(
    document: SegmentationEvaluation, names: Sequence[str], called: Mapping[str, Label]
) -> tuple[PackagedField, ...]:
    """Return the fields with these ids, and where each comes from."""
    return tuple(
        PackagedField(
            id=one.id,
            name=called.get(one.id) or one.name,
            source=one.source,
            kind=one.kind,
            origin="customers" if _of_people(document, one) else "orders",
        )
        for one in document.fields
        if one.id in names
    )


def tables_needed(
    document: SegmentationEvaluation, names: Sequence[str]
) -> tuple[PeopleMeaning | None, OrderMeaning | None, bool]:
    """Return what is needed of each table, ``None`` where it is not needed, and whether the log tells of seasons.

    Where there is a customer table it says who the customers are, and is always needed.
    """
    data = document.data
    fields = [one for one in document.fields if one.id in names]
    sources = {one.source for one in fields if not _of_people(document, one)}
    people = None
    if data.customers is not None:
        people = PeopleMeaning(customer=data.customers.customer, joined=data.customers.joined)
    if data.orders is None or (people is not None and not sources):
        return people, None, False
    return people, _orders(data.orders, sources), data.seasons and bool(sources & OF_SEASONS)


def _orders(orders: OrderLog, sources: Collection[str]) -> OrderMeaning:
    return OrderMeaning(
        customer=orders.customer,
        at=orders.at,
        order=orders.order,
        amount=orders.amount,
        quantity=orders.quantity,
        price=orders.price,
        cancelled_with=orders.cancelled_with,
        category=orders.category if OF_CATEGORIES & set(sources) else None,
        traits=tuple(one for one in orders.traits if one in sources),
        engagement=tuple(one for one in orders.engagement if one.name in sources),
    )


def _of_people(document: SegmentationEvaluation, one: CustomerField) -> bool:
    people = document.data.customers
    return people is not None and one.source in people.columns
