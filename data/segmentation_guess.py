"""Whether a table is one of customers or of orders, and what its columns probably mean, with a reason for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from data.field_topics import Topic, plain_words, topic_of
from data.role_guess import metric_id
from data.table_files import ColumnFacts

TableKind = Literal["customers", "orders"]
Role = Literal[
    "customer", "joined", "outcome", "value", "at", "order", "amount", "quantity", "price", "category", "trait",
    "engagement",
]  # fmt: skip
Reason = Literal["name", "addresses", "all_different", "dates"]

_CUSTOMER = ("customer", "customer id", "customerid", "customer no", "customer number", "client", "client id", "user",
             "user id", "userid", "member", "member id", "subscriber", "contact", "email", "e mail", "asiakas",
             "asiakasid", "asiakas id", "asiakasnumero", "asiakasnro", "asiakkaan numero", "jäsen", "jäsennumero",
             "tilaaja", "käyttäjä", "sähköposti", "id", "respondent", "vastaaja")  # fmt: skip
_WORDS: Mapping[Role, tuple[str, ...]] = {
    "joined": ("joined", "joined on", "join date", "registered", "registered on", "registration date", "signup",
               "signup date", "sign up date", "signed up", "customer since", "member since", "created", "created at",
               "liittyi", "liittynyt", "liittymispäivä", "rekisteröityi", "rekisteröitymispäivä", "asiakas alkaen",
               "asiakkuus alkoi", "luotu"),
    "value": ("revenue", "total revenue", "total spent", "total spend", "spent", "spend", "sales", "lifetime value",
              "clv", "ltv", "monetary", "liikevaihto", "ostot yhteensä", "ostosumma", "myynti", "asiakkaan arvo"),
    "at": ("invoice date", "order date", "ordered at", "ordered on", "purchase date", "purchased at",
           "transaction date", "bought on", "date", "datetime", "timestamp", "time", "tilauspäivä", "tilausaika",
           "ostopäivä", "ostoaika", "laskun päivä", "päivä", "päivämäärä", "pvm", "aika", "created at"),
    "order": ("invoice no", "invoice", "invoice number", "invoice id", "order", "order id", "order no", "order number",
              "transaction", "transaction id", "receipt", "receipt no", "basket id", "tilaus", "tilausnumero",
              "tilausnro", "tilaus id", "lasku", "laskunumero", "kuitti", "kuittinumero"),
    "amount": ("amount", "line total", "total", "total price", "revenue", "sales", "sum", "value", "line amount",
               "summa", "rivisumma", "yhteensä", "loppusumma", "myynti", "euroa", "eur", "kokonaishinta"),
    "quantity": ("quantity", "qty", "units", "pieces", "määrä", "kpl", "lukumäärä", "kappaletta"),
    "price": ("unit price", "unitprice", "price", "item price", "yksikköhinta", "hinta", "kappalehinta", "a hinta"),
    "category": ("category", "product category", "product group", "department", "product type", "kategoria",
                 "tuotekategoria", "tuoteryhmä", "osasto", "tuotetyyppi"),
}  # fmt: skip
_LATER = re.compile(
    r"\b(next|later|future|following|outcome|afterwards|seuraav\w*|tulev\w*|myöhemm\w*|myöhemp\w*|jälkeen|jälkeinen)\b"
)
_TRAITS: frozenset[Topic] = frozenset(
    {"segment", "age", "income", "education", "job", "sex", "household", "postal", "place", "interest", "device"}
)
_NUMBERS = ("integer", "decimal", "number")
_DATES = ("date", "moment")
FEWEST_DIFFERENT = 20  # values from which a column can be one of customers
LONGEST_HEADING = 200  # characters
RUNNING = 10  # whole numbers, all different, among at most this many times as many are running numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """One column's probable meaning."""

    column: str
    role: Role
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGuess:
    """What a table is taken for, and what its columns would mean as one of customers and as one of orders."""

    kind: TableKind
    customers: tuple[ColumnGuess, ...]
    orders: tuple[ColumnGuess, ...]

    def of(self, kind: TableKind) -> tuple[ColumnGuess, ...]:
        """Return the guesses for one kind of table."""
        return self.customers if kind == "customers" else self.orders

    def column(self, kind: TableKind, role: Role) -> str | None:
        """Return the column of a role; ``None``: none looks like it."""
        return next((one.column for one in self.of(kind) if one.role == role), None)

    def columns(self, role: Role) -> tuple[str, ...]:
        """Return all columns of a role in a log."""
        return tuple(one.column for one in self.orders if one.role == role)


def guess_table(columns: Sequence[ColumnFacts], rows: int) -> TableGuess:
    """Guess from names, types and values; what a column holds goes before its name.

    Values that nobody has looked into yet (``distinct`` 0) decide nothing. Headings that are too long for a document
    are passed over.
    """
    columns = [one for one in columns if len(one.name) <= LONGEST_HEADING]
    customers = _Guesses(columns)
    customers.take("customer", _customer(columns, rows, once=True))
    customers.take("joined", _named(customers.left, "joined", _is_date))
    customers.take("outcome", _later(customers.left))
    customers.take("value", _named(customers.left, "value", _is_number))
    orders = _Guesses(columns)
    orders.take("customer", _customer(columns, rows, once=False))
    orders.take("at", _named(orders.left, "at", _is_date) or _any_date(orders.left))
    orders.take("order", _named(orders.left, "order", lambda one: one.type in ("text", "integer")))
    orders.take("amount", _named(orders.left, "amount", _is_number))
    orders.take("quantity", _named(orders.left, "quantity", _is_number))
    orders.take("price", _named(orders.left, "price", _is_number))
    orders.take("category", _named(orders.left, "category", lambda one: one.type == "text"))
    for one in orders.left:
        topic = topic_of(one.name)
        if topic in _TRAITS and not one.hashed:
            orders.take("trait", (one, "name"))
        elif topic == "engagement" and _is_number(one):
            orders.take("engagement", (one, "name"))
    return TableGuess(kind=_kind(orders, columns, rows), customers=tuple(customers.found), orders=tuple(orders.found))


def engagement_name(column: str) -> str:
    """Return a column's name as that of a feature.

    >>> engagement_name("Avaukset (kpl)"), engagement_name("3 visits")
    ('avaukset_kpl', 'f_3_visits')
    """
    name = metric_id(column)
    return name if name[0].isalpha() else f"f_{name}"[:64]


class _Guesses:
    """Guesses in the making: a column has one meaning."""

    def __init__(self, columns: Sequence[ColumnFacts]) -> None:
        self._columns = columns
        self.found: list[ColumnGuess] = []

    @property
    def left(self) -> list[ColumnFacts]:
        taken = {one.column for one in self.found}
        return [one for one in self._columns if one.name not in taken]

    def take(self, role: Role, found: tuple[ColumnFacts, Reason] | None) -> None:
        if found is not None:
            self.found.append(ColumnGuess(column=found[0].name, role=role, reason=found[1]))

    def of(self, role: Role) -> str | None:
        return next((one.column for one in self.found if one.role == role), None)


def _kind(orders: _Guesses, columns: Sequence[ColumnFacts], rows: int) -> TableKind:
    """Return orders where customers come again with dates, or where nothing but orders has such columns."""
    facts = {one.name: one for one in columns}
    customer, at = orders.of("customer"), orders.of("at")
    if customer is None or at is None:
        return "customers"
    if facts[customer].distinct:
        return "orders" if facts[customer].distinct < rows - facts[customer].missing else "customers"
    return "orders" if orders.of("order") or orders.of("quantity") or orders.of("amount") else "customers"


def _is_number(one: ColumnFacts) -> bool:
    return one.type in _NUMBERS


def _is_date(one: ColumnFacts) -> bool:
    return one.type in _DATES


def _customer(columns: Sequence[ColumnFacts], rows: int, *, once: bool) -> tuple[ColumnFacts, Reason] | None:
    """Return the column of customers; ``once``: each stands on a row of its own."""
    fit = [one for one in columns if one.type in ("text", "integer") and (not one.distinct or _many(one))]
    if once:
        fit = [one for one in fit if not one.distinct or one.distinct == rows]
    named = next((one for word in _CUSTOMER for one in fit if _is_called(one, word)), None)
    if named is not None:
        return named, "addresses" if named.hashed else "name"
    address = next((one for one in fit if one.hashed), None)
    if address is not None:
        return address, "addresses"
    if not once:
        return None
    different = [one for one in fit if one.distinct and (one is columns[0] or _is_running(one))]
    return (different[0], "all_different") if different else None


def _many(one: ColumnFacts) -> bool:
    return one.distinct > FEWEST_DIFFERENT


def _is_running(one: ColumnFacts) -> bool:
    if one.type != "integer" or one.smallest is None or one.largest is None:
        return False
    return one.largest - one.smallest < RUNNING * one.distinct


def _named(
    columns: Sequence[ColumnFacts], role: Role, fits: Callable[[ColumnFacts], bool]
) -> tuple[ColumnFacts, Reason] | None:
    """Return the first column with a name known for the role, in the order of the known names."""
    fit = [one for one in columns if fits(one)]
    return next(((one, "name") for word in _WORDS[role] for one in fit if _is_called(one, word)), None)


def _is_called(one: ColumnFacts, word: str) -> bool:
    """Return whether a heading is a word, written together or apart."""
    return plain_words(one.name).replace(" ", "") == word.replace(" ", "")


def _any_date(columns: Sequence[ColumnFacts]) -> tuple[ColumnFacts, Reason] | None:
    return next(((one, "dates") for one in columns if _is_date(one)), None)


def _later(columns: Sequence[ColumnFacts]) -> tuple[ColumnFacts, Reason] | None:
    """Return the column of what followed: its name says that it is of a later time."""
    numbers = (one for one in columns if _is_number(one) or one.type == "boolean")
    return next(((one, "name") for one in numbers if _LATER.search(plain_words(one.name))), None)
