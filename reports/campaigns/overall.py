"""Effect of each variant on each metric over all customers: figures, difference, lift, how sure, by which method."""

from __future__ import annotations

from evaluators.campaigns.lift import Lift
from evaluators.campaigns.results import MetricEffect
from evaluators.campaigns.supports import is_capped
from evaluators.notes import Note
from reports.blocks import Block, Column, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.cells import amount_cell, breakable, effect_cell, range_cell
from reports.campaigns.context import TestWords
from reports.campaigns.harms import guardrail_blocks
from reports.campaigns.looks import look_blocks, send_blocks
from reports.campaigns.methods import method_name
from reports.campaigns.supports import support_blocks
from reports.campaigns.verdicts import amount, confidence_text, primary_effects, reason_clause

_NEVER = 1e-9  # a chance is never shown as 0 or 1, whatever rounding makes of it


def overall_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the effects, the primary metric first, guardrails, differences between sends, and the looks."""
    t = words.t
    found: list[Block] = [Heading(text=t("campaign_overall.heading"), anchor="overall")]
    if not words.result.effects:
        return (*found, Sentence(text=t("campaign_overall.nothing"), tone=Tone.MUTED))
    if words.result.decision.verdict == "do_not_trust":
        found.append(Sentence(text=t("campaign_overall.not_trusted"), tone=Tone.WARNING))
    for metric in dict.fromkeys(effect.metric for effect in words.result.effects):
        found.extend(_metric_blocks(words, metric))
    return (
        *found,
        *guardrail_blocks(words),
        *support_blocks(words),
        *send_blocks(words),
        *look_blocks(words),
    )


def _metric_blocks(words: TestWords, metric: str) -> list[Block]:
    t, primary = words.t, words.design.primary_metric
    decides = primary is not None and primary.id == metric
    key = "campaign_overall.decides" if decides else "campaign_overall.beside"
    found: list[Block] = [Heading(text=t(key, metric=words.name(metric, "metric")), level=3, anchor=f"metric-{metric}")]
    effects = [effect for effect in words.result.effects if effect.metric == metric]
    found.extend(Sentence(text=effect_sentence(words, effect)) for effect in effects)
    measured = words.metric(metric)
    if measured.cap is not None and is_capped(words.document, measured):
        found.append(Sentence(text=t("campaign_overall.capped", cap=amount(words, metric, measured.cap))))
    if not decides:
        found.extend(words.notes(_notes(words, metric)))
    if decides:
        found.extend(Sentence(text=text) for text in _against_smallest(words))
        found.extend(interval_picture(words))
    found.append(_figures_table(words, metric, effects))
    if any(one.estimate for one in effects):
        found.append(Sentence(text=t("campaign_overall.p_plain"), tone=Tone.MUTED))
        found.append(_certainty_table(words, metric, effects))
        found.append(Sentence(text=_methods(words, effects), tone=Tone.MUTED))
    return found


def _notes(words: TestWords, metric: str) -> list[Note]:
    """Return a metric's notes; those of the one that decides stand under the verdict.

    That no relative figure can be given is said in the effect's own sentence.
    """
    own = (note for note in words.result.notes if note.facts.get("metric") == metric)
    return [note for note in own if note.code != "control_near_zero"]


def interval_picture(words: TestWords, height: int = 200) -> list[Block]:
    """Return the primary metric's intervals against zero, the smallest effect worth having and harm."""
    from reports.charts.effects import interval_chart

    told = [one for one in primary_effects(words) if one.estimate and one.estimate.interval]
    if not told:
        return []
    metric = words.name(told[0].metric, "metric")
    alt = words.t("campaign_overall.alt", metric=metric, effects="; ".join(_short(words, one) for one in told))
    key = "campaign_overall.caption_smallest" if words.design.money.smallest_effect else "campaign_overall.caption"
    caption = words.t(key, metric=metric, confidence=confidence_text(words))
    return [Figure(spec=interval_chart(words), alt=alt, caption=caption, name="effect", height=height)]


def _short(words: TestWords, effect: MetricEffect) -> str:
    """Return a variant's effect and interval in a few words."""
    estimate = effect.estimate
    if estimate is None or estimate.interval is None:
        return words.name(effect.variant)
    figure = words.effect(effect.metric, estimate.value)
    limits = words.effect_range(effect.metric, estimate.interval)
    return f"{words.name(effect.variant)} {words.t('campaign_cell.with_range', figure=figure, range=limits)}"


def effect_sentence(words: TestWords, effect: MetricEffect) -> str:
    """Say a variant's figure, the control's, their difference and whether it is more than chance."""
    t, estimate = words.t, effect.estimate
    names = {
        "variant": words.name(effect.variant),
        "control": words.name(words.control),
        "metric": words.name(effect.metric, "metric"),
    }
    if estimate is None or effect.figure.value is None or effect.control.value is None:
        return t("campaign_overall.not_compared", **names, reason=reason_clause(words, effect.reason))
    figures = {
        "figure": words.figure(effect.metric, effect.figure.value),
        "control_figure": words.figure(effect.metric, effect.control.value),
        "effect": words.effect(effect.metric, estimate.value),
    }
    if estimate.interval is None:
        return t("campaign_overall.no_interval", **names, **figures)
    level = {"confidence": confidence_text(words), "range": words.effect_range(effect.metric, estimate.interval)}
    said = t(f"campaign_overall.{_clarity(words, effect)}", **names, **figures, **level)
    lifted = _lift_sentence(words, effect.lift)
    return f"{said} {lifted}" if lifted else said


def _clarity(words: TestWords, effect: MetricEffect) -> str:
    """Return whether a difference is more than chance: clear, chance, clear only when looked at alone, or too early."""
    estimate, state = effect.estimate, words.result.sequential
    if words.result.decision.verdict == "do_not_trust":
        return "untrusted"
    if estimate is None or estimate.interval is None or estimate.interval.low <= 0 <= estimate.interval.high:
        return "chance"
    if state.confidence is None or (state.method == "fixed" and words.document.sends_remaining):
        return "early"
    p = effect.adjusted_p if effect.adjusted_p is not None else estimate.p_value
    return "clear" if p is None or p < 1 - state.confidence else "alone"


def _lift_sentence(words: TestWords, lift: Lift | None) -> str:
    if lift is None:
        return ""
    if lift.reach == "unbounded" or (lift.value is None and lift.at_least is None):
        return words.t("campaign_overall.lift.unbounded")
    if lift.interval is None or lift.value is None:
        return words.t("campaign_overall.lift.above", least=words.relative(lift.at_least or 0.0))
    return words.t(
        "campaign_overall.lift.bounded",
        relative=words.relative(lift.value),
        range=words.relative_range(lift.interval),
    )


def _against_smallest(words: TestWords) -> list[str]:
    """Say where each interval lies against the smallest effect worth having; empty where none is stated."""
    primary, smallest = words.design.primary_metric, words.design.money.smallest_effect
    if primary is None or not smallest:
        return []
    said = []
    for effect in primary_effects(words):
        interval = effect.estimate.interval if effect.estimate else None
        if interval is None:
            continue
        low, high = (interval.low, interval.high) if primary.better == "more" else (-interval.high, -interval.low)
        place = "under" if high < smallest else "over" if low > smallest else "across"
        size = amount(words, primary.id, smallest)
        said.append(words.t(f"campaign_smallest.{place}", variant=words.name(effect.variant), smallest=size))
    return said


def _figures_table(words: TestWords, metric: str, effects: list[MetricEffect]) -> Table:
    t = words.t
    heads = ("customers", "figure", "difference", "interval", "relative", "relative_range")
    columns = (
        Column(text=t("campaign_column.variant")),
        *(Column(text=t(f"campaign_column.{head}"), numeric=True) for head in heads),
    )
    blank = (TableCell(text="–", mark="muted"),) * 4
    arm = effects[0].control
    control = (
        TableCell(text=words.name(words.control)),
        words.count_cell(arm.customers),
        words.figure_cell(metric, arm.value),
        *blank,
    )
    rows = (control, *(_figures_row(words, effect) for effect in effects))
    caption = t("campaign_overall.table", metric=words.name(metric, "metric"), confidence=confidence_text(words))
    return Table(caption=caption, columns=columns, rows=rows, name="effect")


def _figures_row(words: TestWords, effect: MetricEffect) -> tuple[TableCell, ...]:
    estimate, lift = effect.estimate, effect.lift
    return (
        TableCell(text=words.name(effect.variant)),
        words.count_cell(effect.figure.customers),
        words.figure_cell(effect.metric, effect.figure.value),
        effect_cell(words, effect.metric, estimate.value if estimate else None),
        range_cell(words, effect.metric, estimate.interval if estimate else None),
        words.relative_cell(lift.value if lift else None),
        _lift_range(words, lift),
    )


def _lift_range(words: TestWords, lift: Lift | None) -> TableCell:
    if lift is None:
        return words.unknown_cell()
    if lift.interval is not None:
        return breakable(TableCell(text=words.relative_range(lift.interval)))
    if lift.at_least is not None:
        return TableCell(text=words.t("campaign_cell.at_least", least=words.relative(lift.at_least)))
    return TableCell(text=words.t("campaign_cell.unbounded"), mark="muted")


def _certainty_table(words: TestWords, metric: str, effects: list[MetricEffect]) -> Table:
    """Return how sure the differences are; columns that no variant fills are left out."""
    t, cells = words.t, [_certainty_row(words, effect) for effect in effects]
    heads = [("chance", "chance_plain"), ("covariates", "covariates_plain"), ("covariates_range", "")]
    heads += [("better", "better_plain"), ("better_loss", "better_loss_plain")]
    kept = [place for place in range(len(heads)) if any(row[place] is not None for row in cells)]
    columns = [Column(text=t("campaign_column.variant"))]
    for place in kept:
        head, plain = heads[place]
        explanation = t(f"campaign_column.{plain}") if plain else ""
        columns.append(Column(text=t(f"campaign_column.{head}"), numeric=True, explanation=explanation))
    rows = tuple(
        (TableCell(text=words.name(effect.variant)), *(row[place] or words.unknown_cell() for place in kept))
        for effect, row in zip(effects, cells, strict=True)
    )
    caption = t("campaign_overall.certainty", metric=words.name(metric, "metric"))
    return Table(caption=caption, columns=tuple(columns), rows=rows, name="certainty")


def _certainty_row(words: TestWords, effect: MetricEffect) -> tuple[TableCell | None, ...]:
    estimate, adjusted, bayes = effect.estimate, effect.covariates, effect.bayes
    p = effect.adjusted_p if effect.adjusted_p is not None else estimate.p_value if estimate else None
    more = words.metric(effect.metric).better == "more"
    loss = None if bayes is None else bayes.loss_of_variant if more else bayes.loss_of_control
    return (
        words.p_cell(p) if p is not None else None,
        effect_cell(words, effect.metric, adjusted.estimate.value) if adjusted else None,
        range_cell(words, effect.metric, adjusted.estimate.interval) if adjusted else None,
        words.share_cell(_better(words, effect)) if bayes else None,
        None if loss is None else amount_cell(words, effect.metric, loss),
    )


def _better(words: TestWords, effect: MetricEffect) -> float | None:
    """Return the chance that the variant is better; with a metric that should be small, that its share is smaller."""
    if effect.bayes is None:
        return None
    higher = effect.bayes.variant_better
    found = higher if words.metric(effect.metric).better == "more" else 1 - higher
    return min(max(found, _NEVER), 1 - _NEVER)


def _methods(words: TestWords, effects: list[MetricEffect]) -> str:
    """Name the methods behind a metric's figures."""
    codes: dict[str, None] = {}
    for one in effects:
        estimate, adjusted = one.estimate, one.covariates
        found = [estimate.method, estimate.interval_method] if estimate else []
        found += [one.lift.method if one.lift else None, one.adjustment]
        found += [adjusted.estimate.method if adjusted else None, one.bayes.method if one.bayes else None]
        codes |= dict.fromkeys(code for code in found if code)
    names = words.join(list(dict.fromkeys(method_name(words, code) for code in codes)), 10)
    return words.t("campaign_overall.methods", methods=names)
