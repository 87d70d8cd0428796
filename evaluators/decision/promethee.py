"""PROMETHEE II: pairwise differences, with thresholds under which a difference does not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import LARGEST, Floats, checked_directions, checked_table
from evaluators.decision.weights import checked_weights
from evaluators.errors import EvaluationError

Kind = Literal["usual", "u_shape", "v_shape", "level", "linear", "gaussian"]

NUMBERS = 2**18  # differences worked on at once
ROUNDING = 1e-14  # flows lie in -1..1; what is left of preferences that cancel is rounding

_NEEDS: dict[str, tuple[str, ...]] = {
    "usual": (),
    "u_shape": ("q",),
    "v_shape": ("p",),
    "level": ("q", "p"),
    "linear": ("q", "p"),
    "gaussian": ("s",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceFunction:
    """How strongly a difference in favour speaks, 0..1; a difference against never does.

    Raises
    ------
    EvaluationError
        ``preference_threshold`` with ``kind`` and ``threshold``: one that the kind needs is missing, not a number or
        out of order (q >= 0; p > 0; p >= q for "level"; p > q for "linear"; s > 0).

    References
    ----------
    Brans & Vincke (1985), Manag. Sci. 31:647-656. doi:10.1287/mnsc.31.6.647
    """

    kind: Kind
    q: float | None = None  # largest difference that does not count, in the criterion's unit
    p: float | None = None  # smallest difference that counts fully
    s: float | None = None  # difference at which the Gaussian curve bends

    def __post_init__(self) -> None:
        for threshold in _NEEDS[self.kind]:
            given = getattr(self, threshold)
            in_order = given is not None and 0 <= given <= LARGEST and (given > 0 or threshold == "q")
            if threshold == "p" and "q" in _NEEDS[self.kind] and in_order:
                in_order = given > self.q or (given == self.q and self.kind == "level")
            if not in_order:
                raise EvaluationError("preference_threshold", kind=self.kind, threshold=threshold, value=given)

    def preference(self, differences: ArrayLike) -> Floats:
        """Return the preference of each difference, same shape, 0..1."""
        d = np.maximum(np.asarray(differences, dtype=float), 0.0)
        q, p, s = self.q or 0.0, self.p or 1.0, self.s or 1.0
        match self.kind:
            case "usual":
                strength = (d > 0).astype(float)
            case "u_shape":
                strength = (d > q).astype(float)
            case "v_shape":
                strength = np.minimum(d, p) / p
            case "level":
                strength = ((d > q).astype(float) + (d > p)) / 2
            case "linear":
                strength = (np.clip(d, q, p) - q) / (p - q)
            case "gaussian":
                strength = -np.expm1(-((np.minimum(d, 100 * s) / s) ** 2) / 2)
        return np.asarray(strength, dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrometheeResult:
    """Outranking flows; all are 0 for a single tool."""

    net_flow: Floats  # (m,), -1..1, more is better
    positive_flow: Floats  # (m,), 0..1: how much it outranks the others
    negative_flow: Floats  # (m,), 0..1: how much the others outrank it
    preference: Floats  # (m, m), 0..1: weighted preference of row over column
    unicriterion: Floats  # (m, n), -1..1: net flow on each criterion alone; net_flow = unicriterion @ weights


def unicriterion_flows(
    performances: ArrayLike, directions: ArrayLike, preferences: Sequence[PreferenceFunction]
) -> Floats:
    """Return the net flows phi_ij on each criterion alone, which no weight touches.

    The net flow is linear in the weights, phi_i = sum_j w_j phi_ij, so whatever holds for additive
    scores (acceptability, stability, flips) is computed on these as if they were values.

    Parameters, Raises
    ------------------
    As in ``promethee2``.

    Returns
    -------
    ndarray, shape (m, n)
    """
    return _net_by_criterion(_strengths(performances, directions, preferences))


def promethee2(
    performances: ArrayLike,
    weights: ArrayLike,
    directions: ArrayLike,
    preferences: Sequence[PreferenceFunction],
) -> PrometheeResult:
    """Rank by net outranking flow, the mean preference over the others less the mean of theirs.

    Parameters
    ----------
    performances : array_like, shape (m, n)
        Raw figures or values.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    directions : array_like, shape (n,)
        +1 more is better, -1 less is better.
    preferences : sequence of PreferenceFunction, length n
        Thresholds in the unit of each criterion.

    Raises
    ------
    EvaluationError
        As ``tables.checked_table`` and ``weights.normalised``.

    References
    ----------
    Brans, Vincke & Mareschal (1986), Eur. J. Oper. Res. 24:228-238. doi:10.1016/0377-2217(86)90044-5
    """
    strengths = _strengths(performances, directions, preferences)
    checked = checked_weights(weights, strengths.shape[2])
    preference = (strengths * checked).sum(axis=2)
    others = max(len(preference) - 1, 1)
    unicriterion = _net_by_criterion(strengths)
    return PrometheeResult(
        net_flow=_net_flow(unicriterion, checked),
        positive_flow=preference.sum(axis=1) / others,
        negative_flow=preference.sum(axis=0) / others,
        preference=preference,
        unicriterion=unicriterion,
    )


def net_flows(values: ArrayLike, weights: ArrayLike, preference: PreferenceFunction) -> Floats:
    """Return ``promethee2``'s net flows alone, for values that share one preference function, in little memory.

    Parameters
    ----------
    values : array_like, shape (m, n)
        More is better in every column.
    weights : array_like, shape (n,)
        Not negative; scaled to sum 1.
    preference : PreferenceFunction
        In the unit of the values.

    Returns
    -------
    ndarray, shape (m,)
    """
    table = checked_table(values)
    checked = checked_weights(weights, table.shape[1])
    return _net_flow(_surpluses(table, table, preference) / max(len(table) - 1, 1), checked)


def net_flows_with(
    values: ArrayLike, weights: ArrayLike, preference: PreferenceFunction, guests: ArrayLike
) -> Iterator[Floats]:
    """Yield, for each guest row, the net flows of the tools with that guest alone added as the last tool.

    Parameters as in ``net_flows``; ``guests`` has shape (k, n), and each yield has shape (m + 1,). A guest adds one
    comparison to each tool, so that all guests together cost little more than the tools alone.
    """
    table, visitors = checked_table(values), np.asarray(guests, dtype=float)
    checked = checked_weights(weights, table.shape[1])
    among_tools = _surpluses(table, table, preference)
    for guest in visitors:
        against = preference.preference(table - guest) - preference.preference(guest - table)
        surplus = np.concatenate([among_tools + against, -against.sum(axis=0, keepdims=True)])
        yield _net_flow(surplus / len(table), checked)


def _surpluses(rows: Floats, table: Floats, preference: PreferenceFunction) -> Floats:
    """Return by criterion how much each row is preferred to all tools less how much they are preferred to it."""
    surpluses = np.empty(rows.shape)
    block = max(1, NUMBERS // table.size)
    for start in range(0, len(rows), block):
        differences = rows[start : start + block, None, :] - table[None, :, :]
        strengths = preference.preference(differences) - preference.preference(-differences)
        surpluses[start : start + block] = strengths.sum(axis=1)
    return surpluses


def _net_flow(unicriterion: Floats, weights: Floats) -> Floats:
    net_flow = (unicriterion * weights).sum(axis=1)
    return np.where(np.abs(net_flow) < ROUNDING, 0.0, net_flow)


def _strengths(performances: ArrayLike, directions: ArrayLike, preferences: Sequence[PreferenceFunction]) -> Floats:
    """Return the preference of every tool over every other on each criterion, shape (m, m, n)."""
    table = checked_table(performances)
    if len(preferences) != table.shape[1]:
        raise ValueError(f"{table.shape[1]} preference functions are needed, not {len(preferences)}")
    signed = table * checked_directions(directions, table.shape[1])
    differences = signed[:, None, :] - signed[None, :, :]
    columns = [function.preference(differences[:, :, j]) for j, function in enumerate(preferences)]
    return np.stack(columns, axis=2)


def _net_by_criterion(strengths: Floats) -> Floats:
    others = max(len(strengths) - 1, 1)
    return np.asarray((strengths - strengths.transpose(1, 0, 2)).sum(axis=1) / others, dtype=float)
