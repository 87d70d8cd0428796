"""What the columns of a campaign file probably mean, with the reason for each guess, for the user to confirm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from data.table_files import ColumnFacts
from evaluators.campaigns.design import MetricKind
from evaluators.campaigns.source import Roles

Role = Literal["customer", "variant", "segment", "metric", "covariate", "exposed_at", "outcome_at"]
Reason = Literal[
    "values_name_arms",
    "name",
    "addresses",
    "all_different",
    "few_values",
    "known_before",
    "yes_or_no",
    "amount",
    "dates",
]

MOST_ARMS = 20
_ARM_VALUES = re.compile(
    r"(no |ei )?(e-?mail|sms|mail|message|viesti)\b|\b(control|kontrolli|treat|treatment|test|testi|holdout|variant|"
    r"variantti|group|ryhmä|arm|version|versio)\b|^(a|b|c|d|a/b)$|\be-?mail\b",
    re.IGNORECASE,
)
_WORDS: dict[str, tuple[str, ...]] = {
    "customer": ("customer", "customerid", "asiakas", "asiakasid", "asiakasnumero", "id", "userid", "user", "email",
                 "sähköposti", "contact", "subscriber", "tilaaja", "jäsennumero"),
    "variant": ("variant", "variantti", "group", "ryhmä", "testgroup", "testiryhmä", "arm", "treatment", "käsittely",
                "version", "versio", "cell", "condition", "campaign", "kampanja"),
    "segment": ("segment", "segmentti", "customersegment", "asiakassegmentti", "historysegment", "cluster", "tier",
                "luokka", "kohderyhmä"),
    "exposed_at": ("sent", "sentat", "sentdate", "lähetetty", "lähetysaika", "exposed", "exposedat", "timestamp"),
    "outcome_at": ("orderdate", "orderedat", "purchasedat", "ostopäivä", "tilauspäivä", "convertedat", "outcomeat"),
}  # fmt: skip
_OUTCOMES = ("visit", "conver", "spend", "spent", "revenue", "order", "purchas", "buy", "bought", "click", "open",
             "unsub", "complain", "sale", "amount", "osto", "osti", "tilau", "liikevaihto", "myynti", "klik", "avas",
             "avau", "peru", "rating", "score", "arvosana", "nps", "csat")  # fmt: skip
_BEFORE = ("history", "recency", "before", "prior", "previous", "past", "pre", "aiempi", "aiemm", "ennen", "edelli",
           "newbie", "age", "ikä", "tenure")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One column's probable role."""

    column: str
    role: Role
    reason: Reason
    metric: str | None = None  # metric id
    kind: MetricKind | None = None  # of the metric


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGuess:
    """Roles to start from. ``roles`` is ``None`` where no column looks like variants."""

    roles: Roles | None
    guesses: tuple[Guess, ...]


def guess_roles(columns: Sequence[ColumnFacts], rows: int) -> RoleGuess:
    """Guess what columns mean from their names, types and values. What a column holds goes before its name."""
    guesses: list[Guess] = []

    def take(role: Role, found: tuple[ColumnFacts, Reason] | None) -> str | None:
        if found is None:
            return None
        guesses.append(Guess(column=found[0].name, role=role, reason=found[1]))
        return found[0].name

    def left() -> list[ColumnFacts]:
        taken = {guess.column for guess in guesses}
        return [one for one in columns if one.name not in taken]

    variant = take("variant", _variant(left()))
    customer = take("customer", _customer(left(), rows))
    segment = take("segment", _named(left(), "segment", most=200))
    exposed = take("exposed_at", _dated(left(), "exposed_at"))
    outcome = take("outcome_at", _dated(left(), "outcome_at"))
    guesses.extend(_metrics(left()))
    guesses.extend(_covariates(left()))
    if variant is None:
        return RoleGuess(roles=None, guesses=tuple(guesses))
    roles = Roles(
        variant=variant,
        customer=customer,
        segment=segment,
        metrics={guess.metric: guess.column for guess in guesses if guess.metric},
        covariates=tuple(guess.column for guess in guesses if guess.role == "covariate"),
        exposed_at=exposed,
        outcome_at=outcome,
    )
    return RoleGuess(roles=roles, guesses=tuple(guesses))


def metric_id(name: str) -> str:
    """Return a column's name as an id.

    >>> metric_id("Myynti (€)")
    'myynti'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:64] or "metric"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _variant(columns: list[ColumnFacts]) -> tuple[ColumnFacts, Reason] | None:
    """Return the column of arms: values that name arms (``No E-Mail``) before a name that does."""
    few = [one for one in columns if 2 <= one.distinct <= MOST_ARMS and one.type in ("text", "integer", "boolean")]
    for one in few:
        hits = sum(bool(_ARM_VALUES.search(value)) for value in one.examples)
        if one.type == "text" and one.examples and hits * 2 > len(one.examples):
            return one, "values_name_arms"
    return _named(few, "variant", most=MOST_ARMS)


def _customer(columns: list[ColumnFacts], rows: int) -> tuple[ColumnFacts, Reason] | None:
    address = next((one for one in columns if one.hashed), None)
    if address is not None:
        return address, "addresses"
    named = next((one for one in columns if _plain(one.name) in _WORDS["customer"] and one.distinct > MOST_ARMS), None)
    if named is not None:
        return named, "name"
    different = (one for one in columns if one.type in ("text", "integer") and one.distinct == rows > MOST_ARMS)
    return next(((one, "all_different") for one in different), None)


def _named(columns: list[ColumnFacts], role: str, *, most: int) -> tuple[ColumnFacts, Reason] | None:
    """Return the first column with a name known for the role, in the order of the known names."""
    for word in _WORDS[role]:
        for one in columns:
            if _plain(one.name) == word and 2 <= one.distinct <= most:
                return one, "name"
    return None


def _dated(columns: list[ColumnFacts], role: str) -> tuple[ColumnFacts, Reason] | None:
    dates = (one for one in columns if one.type in ("date", "moment") and _plain(one.name) in _WORDS[role])
    return next(((one, "dates") for one in dates), None)


def _metrics(columns: list[ColumnFacts]) -> list[Guess]:
    found: list[Guess] = []
    for one in columns:
        name, numeric = one.name.casefold(), one.type in ("integer", "decimal", "number")
        if not (numeric or one.type == "boolean") or not any(word in name for word in _OUTCOMES):
            continue
        if any(name.startswith(word) for word in _BEFORE):
            continue
        binary = one.type == "boolean" or (one.type == "integer" and set(one.examples) <= {"0", "1"})
        kind: MetricKind = "proportion" if binary else "mean"
        ident = metric_id(one.name)
        if ident not in {guess.metric for guess in found}:
            reason: Reason = "yes_or_no" if binary else "amount"
            found.append(Guess(column=one.name, role="metric", reason=reason, metric=ident, kind=kind))
    return found


def _covariates(columns: list[ColumnFacts]) -> list[Guess]:
    return [
        Guess(column=one.name, role="covariate", reason="known_before")
        for one in columns
        if one.type in ("integer", "decimal", "number", "boolean")
        and any(_plain(one.name).startswith(word) for word in _BEFORE)
    ]
