"""Columns and features as fields of a segmentation document: what each is, may do, and how delicate it probably is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from data.campaign_words import CONSENT
from data.distributions import unusable_reason
from data.field_topics import Topic, plain_words, topic_of
from data.table_files import ColumnFacts
from evaluators.documents import Label, LocalText
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.source import OrderLog

_SPECIAL = re.compile(
    r"\b(health|illness|disease|diagnos\w*|disab\w*|allerg\w*|medic\w*|pregnan\w*|religio\w*|church|faith|ethnic\w*|"
    r"race|racial|politic\w*|party membership|trade union|union member\w*|labou?r union|sexual\w*|sex life|"
    r"biometr\w*|fingerprint|genetic\w*|dna|terve\w+|sairau\w*|sairast\w*|diagnoo\w*|vamma\w*|lääk\w+|"
    r"raskau\w*|raskaa\w*|uskon\w*|uskonto\w*|kirkko\w*|seurakun\w*|etni\w*|rotu|syntyperä|poliit\w*|puolue\w*|"
    r"ammattiliit\w*|ammattijärjest\w*|seksuaal\w*|sukupuolinen suuntautu\w*|biometri\w*|sormenjälk\w*|"
    r"geneet\w*|perimä\w*|vakaumus\w*)\b"
)
"""Words of the special categories of the GDPR, article 9. They ask for a second look and settle nothing."""
_PERSONAL = re.compile(
    r"\b(name|first name|last name|surname|full name|e ?mail|email|phone|mobile number|telephone|address|street|iban|"
    r"ssn|personal id|nimi|etunimi|sukunimi|sähköposti|sähköpostiosoite|puhelin|puhelinnumero|osoite|katuosoite|"
    r"henkilötunnus|hetu|tilinumero)\b"
)
_CHANNEL = re.compile(
    r"\b(consent|opt ?in|permission|subscribed|allowed|suostumus|lupa|\w+lupa|\w+suostumus|markkinointikielto)\b"
)
_REFUSAL = re.compile(r"\b(opt ?out|unsubscribed|kielto|\w+kielto|blocked|peruttu)\b")
_CODE = re.compile(r"\b(code|koodi)\b")
_LATER = re.compile(r"\b(next|later|future|outcome|seuraav\w*|tulev\w*|myöhem\w*)\b")
_AT_SIGNUP: frozenset[Topic] = frozenset(
    {"age", "income", "education", "job", "sex", "household", "postal", "place", "interest", "goal", "opinion"}
)
_SIGNUP = re.compile(r"\b(sign ?up|signed up|joined|registered|registration|referr\w+|source|liitty\w*|rekister\w*)\b")
_POINTS: Mapping[Topic, int] = {
    "income": 3, "household": 3, "age": 2, "sex": 2, "education": 2, "job": 2, "postal": 2, "place": 1, "opinion": 3,
    "engagement": 2, "money": 2, "segment": 1,
}  # fmt: skip
_NAMES: Mapping[Topic, tuple[str, str]] = {
    "age": ("Ikä", "Age"), "income": ("Tulot", "Income"), "education": ("Koulutus", "Education"),
    "job": ("Ammatti", "Job"), "sex": ("Sukupuoli", "Sex"), "postal": ("Postinumero", "Postal code"),
}  # fmt: skip
_PLAIN_HEADINGS = frozenset(
    {"age", "ikä", "income", "tulot", "education", "koulutus", "job", "ammatti", "sex", "gender", "sukupuoli",
     "postal code", "postcode", "postinumero"}
)  # fmt: skip
Kind = Literal["number", "category", "yes_no", "date"]
FEATURES: Mapping[str, tuple[Kind, int]] = {
    "recency_days": ("number", 1), "orders": ("number", 1), "tenure_days": ("number", 1),
    "days_between_orders": ("number", 1), "revenue": ("number", 2), "average_basket": ("number", 2),
    "categories": ("number", 1), "last_category": ("category", 1), "main_month": ("number", 1),
    "winter_share": ("number", 1), "spring_share": ("number", 1), "summer_share": ("number", 1),
    "autumn_share": ("number", 1),
}  # fmt: skip
"""What is worked out from a log, by code: its kind and its points of sensitivity."""
RESERVED = frozenset({"customer", "outcome_money", "outcome_bought", "past_money", "value_brought"})
"""Columns beside the features."""
_MONEY, _CATEGORIES = ("revenue", "average_basket"), ("categories", "last_category")
_SEASONS = ("main_month", "winter_share", "spring_share", "summer_share", "autumn_share")
TRACKED = 2  # points of what is followed on the site or in the mail


def guess_field(column: ColumnFacts, rows: int, field_id: str) -> CustomerField:
    """Return a column as a field. One that cannot be used, or that names a person, is ignored.

    Parameters
    ----------
    rows : int
        Of its table.
    field_id : str
        Free id for the field.
    """
    plain, topic, kind = plain_words(column.name), topic_of(column.name), kind_of(column)
    special = bool(_SPECIAL.search(plain))
    role: Literal["input", "outcome", "channel", "filter", "ignored"] = "input"
    if _is_unusable(column, rows, kind):
        role = "ignored"
    elif kind == "yes_no" and (_CHANNEL.search(plain) or plain in CONSENT) and not _REFUSAL.search(plain):
        role = "channel"
    elif column.hashed or _PERSONAL.search(plain):
        role = "ignored"
    elif _LATER.search(plain):
        role = "outcome"
    return CustomerField(
        id=field_id,
        name=_name(column.name, topic, plain),
        column="" if column.name == field_id else column.name,
        kind=kind,
        role=role,
        at_signup=topic in _AT_SIGNUP or bool(_SIGNUP.search(plain)) or role == "channel",
        sensitivity=5 if special else 0 if role == "channel" else 1 if topic is None else _POINTS.get(topic, 1),
        special_category=special,
    )


def kind_of(column: ColumnFacts) -> Kind:
    """Return what a column is as a field: texts stay answers, even those with numbers in them.

    Postal codes and other codes are categories, though they be written in digits.
    """
    if column.type == "boolean":
        return "yes_no"
    if column.type in ("date", "moment"):
        return "date"
    if column.type == "text":
        return "category"
    if column.type == "integer" and (column.smallest, column.largest) == (0, 1):
        return "yes_no"
    coded = topic_of(column.name) == "postal" or bool(_CODE.search(plain_words(column.name)))
    return "category" if coded and column.type == "integer" else "number"


def feature_fields(orders: OrderLog, *, seasons: bool) -> tuple[CustomerField, ...]:
    """Return fields of everything that is worked out from a log; traits are columns and not among them.

    They have no names of their own: reports know what the codes are called.
    """
    left_out: set[str] = set()
    if orders.amount is None and (orders.quantity is None or orders.price is None):
        left_out |= {*_MONEY}
    if orders.category is None:
        left_out |= {*_CATEGORIES}
    if not seasons:
        left_out |= {*_SEASONS}
    made = [
        CustomerField(id=code, kind=kind, sensitivity=points, gathered_by="orders")
        for code, (kind, points) in FEATURES.items()
        if code not in left_out
    ]
    tracked = [
        CustomerField(id=one.name, name=_shown(one.column), kind="number", sensitivity=TRACKED)
        for one in orders.engagement
    ]
    return (*made, *tracked)


def _is_unusable(column: ColumnFacts, rows: int, kind: Kind) -> bool:
    """Say whether what was seen of a column when it was read tells that nobody can be segmented by it."""
    if not column.distinct:
        return rows > 0 and column.missing == rows
    whole = column.type == "integer" and column.smallest is not None and column.largest is not None
    span = float(column.largest or 0) - float(column.smallest or 0) if whole else None
    reason = unusable_reason(rows=rows, present=rows - column.missing, distinct=column.distinct, kind=kind, span=span)
    return reason is not None


def _name(heading: str, topic: Topic | None, plain: str) -> Label:
    """Return a name in both languages for a well-known heading; otherwise the heading, fit to be read."""
    if topic is not None and topic in _NAMES and plain in _PLAIN_HEADINGS:
        fi, en = _NAMES[topic]
        return LocalText(fi=fi, en=en)
    return _shown(heading)


def _shown(heading: str) -> str:
    """Return a heading with spaces for underscores and a capital first letter.

    >>> _shown("email_consent"), _shown("NPS"), _shown("Onko koira?")
    ('Email consent', 'NPS', 'Onko koira?')
    """
    words = " ".join(heading.replace("_", " ").split())
    return words[:1].upper() + words[1:]
