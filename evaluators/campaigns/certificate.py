"""How often this very test raises a false alarm: its own customers, dealt to the arms again at random."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Literal

import numpy as np

from evaluators.campaigns.aggregates import Proportion, two_sided
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.decision import decide
from evaluators.campaigns.design import Metric
from evaluators.campaigns.exact import small_counts_test
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.folding import folded
from evaluators.campaigns.harms import guardrail_readings
from evaluators.campaigns.heterogeneity import heterogeneity
from evaluators.campaigns.multiplicity import sidak_confidence
from evaluators.campaigns.outcomes import Arms, arms_of
from evaluators.campaigns.overall import metric_effects
from evaluators.campaigns.proportions import pooled_z, wilson_interval
from evaluators.campaigns.results import Certificate, CertificateRow, MetricEffect, SequentialState
from evaluators.campaigns.segments_read import Pairs, planned_tests, segment_pairs
from evaluators.campaigns.sequential import always_valid
from evaluators.errors import NotComputable

Question = Literal["overall", "planned_segments", "heterogeneity", "verdict"]
Progress = Callable[[float], None]  # is told the share that is done, 0..1

DRAWS = 200  # resamples inside one re-randomisation: the p-value is exact at any number, only coarser
CONFIDENCE = 0.95  # of the interval around the share of alarms


def certify(
    document: CampaignTest,
    shuffled: Iterable[CellTable],
    state: SequentialState,
    *,
    small: Collection[str] = (),
    unasked: Collection[Question] = (),
    progress: Progress | None = None,
) -> Certificate | None:
    """Count the alarms that the primary metric raises where nothing can differ.

    Each table holds the same customers with the arms dealt again within segment and send. The same pipeline reads
    it as if the test had ended: the overall test of all variants, the planned segments as one family, the
    heterogeneity of each variant (their smallest p-value against its Šidák level), and whether the verdict would
    ship. To ship takes a difference in the good direction, so half of alpha is promised.

    Parameters
    ----------
    document : CampaignTest
    shuffled : iterable of CellTable
        Re-randomised tables, made as they are read.
    state : SequentialState
        Of the look; alpha is what its intervals leave.
    small : collection of str
        Segments to fold, as in the reading.
    unasked : collection of str
        Questions that these tables do not answer as the reading does.
    progress : callable, optional
        Is told the share of ``settings.certificate`` that is done. What it raises stops the work.

    Returns
    -------
    Certificate or None
        None: no table was given, no metric or variant to compare, or a look that cannot end the test.
    """
    metric = document.design.primary_metric
    if metric is None or state.confidence is None or len(document.design.variants) < 2:
        return None
    counts: dict[Question, int] = {}
    draws = customers = 0
    rng = np.random.default_rng(document.settings.seed)
    for table in shuffled:
        draws += 1
        customers = sum(cell.customers for cell in table.cells)
        for question, alarm in _alarms(document, metric, table, state, small, rng).items():
            if question not in unasked:
                counts[question] = counts.get(question, 0) + alarm
        if progress is not None:
            progress(min(draws / max(document.settings.certificate, draws), 1.0))
    if not draws:
        return None
    nominal = _nominal(document, state)
    rows = tuple(_row(question, nominal[question], alarms, draws) for question, alarms in counts.items())
    return Certificate(draws=draws, customers=customers, rows=rows)


def _nominal(document: CampaignTest, state: SequentialState) -> dict[Question, float]:
    alpha = document.design.errors.alpha
    look = 1 - state.confidence if state.method == "group_sequential" and state.confidence is not None else alpha
    return {"overall": look, "planned_segments": alpha, "heterogeneity": alpha, "verdict": look / 2}


def _row(question: Question, nominal: float, alarms: int, draws: int) -> CertificateRow:
    around = wilson_interval(Proportion(alarms, draws), confidence=CONFIDENCE)
    return CertificateRow(
        question=question,
        nominal=nominal,
        alarms=alarms,
        share=alarms / draws,
        interval=around,
        as_promised=around.low <= nominal,
    )


def _alarms(
    document: CampaignTest,
    metric: Metric,
    table: CellTable,
    state: SequentialState,
    small: Collection[str],
    rng: np.random.Generator,
) -> dict[Question, bool]:
    """Return which questions of this test are answered with an alarm; what cannot be computed raises none."""
    confidence = state.confidence or 0.0
    found: dict[Question, bool] = {"overall": False}
    found.update(_segment_alarms(document, metric, folded(table, small), small, rng))
    arms, sequence = arms_of(table, metric), state.method == "always_valid"
    control = document.design.variants[0].id
    if not sequence and not any(_may_differ(arms, control, one.id, 1 - confidence) for one in document.design.variants):
        return {**found, "verdict": False}
    effects = metric_effects(document.design, table, metric, confidence=confidence, brief=True)
    effects = always_valid(document, state, effects)
    decision = decide(
        document.design,
        checks=(),
        effects=effects,
        guardrails=guardrail_readings(document.design, table),
        money=(),
        sequential=state,
        sends_remaining=0,
    )
    found["overall"] = any(_apart(one, 1 - confidence, sequence) for one in effects)
    return {**found, "verdict": decision.verdict in ("ship_b", "ship_b_watch")}


def _may_differ(arms: Arms, control: str, variant: str, level: float) -> bool:
    """Whether the full comparison could tell two arms apart; shares of one send are settled by their p-value alone.

    Their interval takes a hundred times as long and leaves zero out only where the test does; the exact test never
    finds what the score statistic sees under one standard error.
    """
    if variant == control:
        return False
    if arms.metric.kind != "proportion" or len(arms.sends) != 1:
        return True
    before, after = arms.outcome(control), arms.outcome(variant)
    if not (isinstance(before, Proportion) and isinstance(after, Proportion)):
        return True
    if not before.trials or not after.trials:
        return False
    z = pooled_z(before, after)
    if small_counts_test(before, after):
        return abs(z) > 1
    return two_sided(z) < level * (1 + 1e-9)


def _apart(effect: MetricEffect, alpha: float, sequence: bool) -> bool:
    """Whether an effect is told from chance, with the other variants in mind."""
    if effect.estimate is None:
        return False
    p_value = effect.estimate.p_value if effect.adjusted_p is None else effect.adjusted_p
    around = effect.estimate.interval
    if sequence and around is not None:  # several variants share alpha by their intervals, not by their p-values
        return not around.low <= 0 <= around.high
    return p_value is not None and p_value < alpha


def _segment_alarms(
    document: CampaignTest, metric: Metric, table: CellTable, small: Collection[str], rng: np.random.Generator
) -> dict[Question, bool]:
    arms = arms_of(table, metric)
    if arms.metric.kind == "ratio" or not arms.segments:
        return {}
    found: dict[Question, bool] = {}
    alpha = document.design.errors.alpha
    try:
        pairs = segment_pairs(document, arms)
    except NotComputable:
        return {}
    if any(one.planned for one in document.design.segments):
        found["planned_segments"] = _planned_alarm(document, arms, pairs, small)
    if len(arms.segments) > 1:
        p_values = [heterogeneity(own, rng=rng, draws=DRAWS).p_value for own in pairs.values()]
        level = 1 - sidak_confidence(1 - alpha, len(p_values))
        found["heterogeneity"] = any(one is not None and one < level for one in p_values)
    return found


def _planned_alarm(document: CampaignTest, arms: Arms, pairs: Pairs, small: Collection[str]) -> bool:
    planned = [one.id for one in document.design.segments if one.planned]
    alpha, control = document.design.errors.alpha, document.design.variants[0].id
    level = 1 - sidak_confidence(1 - alpha, len(planned) * len(pairs))
    parts = [arms.within(one) for one in planned if one not in small]
    if not any(_may_differ(part, control, variant, level) for part in parts for variant in pairs):
        return False
    tests = planned_tests(document, arms, pairs, confidence=1 - alpha, small=small)
    return any(test.verdict in ("better", "worse") for _, test in tests)
