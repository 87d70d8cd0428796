"""Catalogue facts as phrases in the reader's language; what the catalogue quotes in English stays marked as English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pydantic import JsonValue

from i18n import Texts
from i18n.formats import number, percent
from i18n.names import country, language_name, partial_date, with_dates
from reports.phrases import Phrase, field_label, figure_of, is_english, is_number, plain, slug
from reports.price_facts import price

Fields = dict[str, JsonValue]

PLACES = {"company", "companies", "governing_law", "also", "offices", "hosting", "location"}
"""Fields that hold countries."""
SPOKEN = {"docs", "help_seen", "languages", "seen_site_languages", "site", "site_seen", "terms", "ui", "website"}
"""Fields whose lists hold language tags."""
PROPER = {"listed_in_connector_docs_of", "clusters", "host", "address", "eu_region"}
"""Fields that hold names and addresses, however they are spelt."""
SHARES = {"finnish_translated_share", "confidence_default"}
ANSWERED = {"api", "webhooks", "built_in", "dpa", "eu_data_centre", "finnish"}
"""Fields whose yes and no have phrases of their own."""

_RULING = re.compile(r"([A-Z]{2}) (\d{4})")


def fact_text(value: Mapping[str, JsonValue], t: Texts) -> str:
    """Return a fact's fields as one line of text."""
    return "; ".join(plain(one, t) for one in phrases(value, t))


def phrases(value: Mapping[str, JsonValue], t: Texts) -> tuple[Phrase, ...]:
    """Return a fact's fields as phrases: price, trial and score each as one, every other field with its label."""
    left: Fields = {name: part for name, part in value.items() if part is not None}
    if "count_text" in left:
        left.pop("count", None)  # the words say the same number, and whether it is a least or about
    made: list[Phrase] = []
    takers: tuple[Callable[[Fields, Texts], list[Phrase]], ...] = (price, _free_tier, _trial, _score)
    for take in takers:
        made.extend(take(left, t))
    for name, part in left.items():
        made.extend(_field(name, part, t))
    return _capitalised(made, str(value.get("plan", "")))


def _capitalised(made: list[Phrase], plan: str) -> tuple[Phrase, ...]:
    """Begin with a capital letter, unless the statement begins with a plan's name."""
    if not made or (plan and made[0].text.startswith(plan)):
        return tuple(made)
    first = made[0]
    return (Phrase(text=first.text[:1].upper() + first.text[1:], english=first.english), *made[1:])


def _free_tier(left: Fields, t: Texts) -> list[Phrase]:
    if not isinstance(left.get("exists"), bool):
        return []
    return [Phrase(text=t(f"fact.free_tier.{_answer(left.pop('exists'))}"))]


def _trial(left: Fields, t: Texts) -> list[Phrase]:
    days, said = left.get("trial_days"), []
    if isinstance(days, int):
        said.append(t("fact.trial.days", days=days))
    elif isinstance(days, list) and len(days) == 2:
        said.append(t("fact.trial.days_or", first=str(days[0]), last=str(days[1])))
    elif isinstance(left.get("trial"), bool):
        said.append(t(f"fact.trial.{_answer(left['trial'])}"))
    if said:
        left.pop("trial_days", None)
        left.pop("trial", None)
    if isinstance(left.get("card_required"), bool):
        said.append(t("fact.trial.card" if left.pop("card_required") else "fact.trial.no_card"))
    return [Phrase(text=", ".join(said))] if said else []


def _score(left: Fields, t: Texts) -> list[Phrase]:
    if not (is_number(left.get("score")) and is_number(left.get("scale"))):
        return []
    score, scale = (number(figure_of(left.pop(name)), t.language, None) for name in ("score", "scale"))
    return [Phrase(text=t("fact.score", score=score, scale=scale))]


def _field(name: str, value: JsonValue, t: Texts, within: str = "") -> list[Phrase]:
    """Return a field with its label; the parts of a nested one each with both labels."""
    label = field_label("site_seen" if name == "site" and isinstance(value, list) else name, t)
    if within:
        label = within if name == "text" else t("fact.within", whole=within, part=label)
    if isinstance(value, dict):
        return [one for inner, part in value.items() if part is not None for one in _field(inner, part, t, label)]
    if isinstance(value, bool):
        if name in ANSWERED and not within:
            return [Phrase(text=t(f"fact.{name}.{_answer(value)}"))]
        return [Phrase(text=t("fact.labelled", label=label, value=t(f"word.{_answer(value)}")))]
    parts = value if isinstance(value, list) else [value]
    if name == "types" and parts and all(t.has(f"segments_on.{part}") for part in parts):
        types = ", ".join(_uncapitalised(t(f"segments_on.{part}")) for part in parts)
        return [Phrase(text=t("fact.segments", types=types))]
    return [_listed(name, label, parts, t, is_list=isinstance(value, list))]


def _listed(name: str, label: str, parts: Sequence[JsonValue], t: Texts, *, is_list: bool) -> Phrase:
    """Return a label and its values: those with words of the reader's language first, English ones after them."""
    said, english = [], []
    for part in parts:
        words = _known(name, part, t, is_list=is_list)
        if words is None:
            english.append(with_dates(str(part), "en"))
        else:
            said.append(words)
    text = t("fact.labelled", label=label, value=", ".join(said)).rstrip()
    return Phrase(text=f"{text}," if said and english else text, english=", ".join(english))


def _known(name: str, value: JsonValue, t: Texts, *, is_list: bool) -> str | None:
    """Return a value in the reader's language: a figure, date, name, country, language; ``None``: English prose."""
    if isinstance(value, bool):
        return t(f"word.{_answer(value)}")
    if isinstance(value, int | float):
        return _share(value, t) if name in SHARES else number(value, t.language, None)
    text = str(value)
    if name in PLACES:
        return country(text, t.language)
    if name in SPOKEN and is_list:
        return _spoken(text, t)
    if t.has(f"fact_value.{slug(text)}"):
        return t(f"fact_value.{slug(text)}")
    ruling = _RULING.fullmatch(text)
    if ruling:
        return f"{country(ruling[1], t.language) or ruling[1]} {ruling[2]}"
    dated = partial_date(text, t.language)
    return dated or (None if name not in PROPER and is_english(text) else text)


def _spoken(text: str, t: Texts) -> str | None:
    code, _, rest = text.partition(" ")
    name = language_name(code, t.language)
    if name is None:
        return None
    return t("fact.partly", language=name) if rest else name


def _share(value: float, t: Texts) -> str:
    return percent(value, t.language, 0 if round(value * 100, 6) == round(value * 100) else 1)


def _answer(value: JsonValue) -> str:
    return "yes" if value else "no"


def _uncapitalised(text: str) -> str:
    """Begin with a small letter inside a sentence; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
