"""Uncertain scores and the two ways to draw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from evaluators.decision.score_models import CHUNK, RotatedScores, SharedColumns, UncertainScores

LOW = np.array([[20.0, 0.0, 40.0], [90.0, 10.0, 30.0]])
MODE = np.array([[30.0, 50.0, 40.0], [95.0, 10.0, 60.0]])
HIGH = np.array([[60.0, 100.0, 40.0], [105.0, 50.0, 70.0]])
UNIFORM = np.array([[False, True, False], [False, False, False]])
SCORES = UncertainScores(low=LOW, mode=MODE, high=HIGH, uniform=UNIFORM)
CELLS = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]


def _generators(seed=1):
    return (np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(2))


def _rotated_cells(scores, count, seed=1):
    """Draw single cells from the rotated lists: all the weight on one criterion at a time shows its cells."""
    tools, criteria = scores.low.shape
    columns = []
    for criterion in range(criteria):
        weights = np.zeros((count, criteria))
        weights[:, criterion] = 1
        columns.append(RotatedScores(scores, *_generators(seed)).scores(weights, np.empty((count, tools))))
    return np.stack(columns, axis=2)


@dataclass(frozen=True)
class Scenario:
    """Two tools' prices that hang on one common draw."""

    gap: float

    def draw(self, count, rng):
        contacts = rng.uniform(10, 80, size=count)
        return np.stack([contacts, contacts + self.gap], axis=1)


@dataclass(frozen=True)
class TwoColumns:
    """Licence and set-up that hang on one common draw."""

    def draw(self, count, rng):
        common = rng.uniform(0, 100, size=(count, 2))
        return np.stack([common, 100 - common], axis=2)


def test_exact_cells_and_which_are_drawn():
    assert list(map(tuple, np.argwhere(SCORES.uncertain()))) == CELLS
    assert SCORES.fixed().tolist() == [[0, 0, 40], [0, 0, 0]]
    assert SCORES.varies()
    assert not UncertainScores.exact(MODE).varies()


def test_an_equal_low_and_high_is_exact_even_where_uniform():
    same = UncertainScores(low=LOW, mode=np.zeros_like(LOW), high=LOW, uniform=np.ones_like(UNIFORM))
    assert same.fixed().tolist() == LOW.tolist()


def test_quantiles_invert_the_triangular_distribution():
    """Against scipy's triangular distribution, clipped to the scale."""
    from scipy import stats

    shares = np.tile(np.linspace(0, 1, 101), (5, 1))
    found = SCORES.quantiles(shares)
    for row, (tool, criterion) in enumerate(CELLS):
        low, mode, high = (table[tool, criterion] for table in (LOW, MODE, HIGH))
        model = (
            stats.uniform(low, high - low)
            if UNIFORM[tool, criterion]
            else stats.triang((mode - low) / (high - low), low, high - low)
        )
        assert found[row] == pytest.approx(np.clip(model.ppf(shares[row]), 0, 100), abs=1e-9)


def test_independent_draws_do_not_depend_on_how_many_are_asked_for_at_once():
    rng, whole = np.random.default_rng(3), SCORES.draw(1_000, np.random.default_rng(3))
    assert np.array_equal(np.concatenate([SCORES.draw(count, rng) for count in (10, 990)]), whole)


@pytest.mark.parametrize("blocks", [(5 * CHUNK,), (1, CHUNK, 3 * CHUNK - 7, CHUNK + 6), (CHUNK,) * 5])
def test_rotated_scores_do_not_depend_on_blocks(blocks):
    weights = np.random.default_rng(5).dirichlet([1, 1, 1], size=5 * CHUNK)
    whole = RotatedScores(SCORES, *_generators()).scores(weights, np.empty((len(weights), 2)))
    drawn = RotatedScores(SCORES, *_generators())
    parts = [drawn.scores(part, np.empty((len(part), 2))) for part in np.split(weights, np.cumsum(blocks)[:-1])]
    assert np.concatenate(parts) == pytest.approx(whole, abs=1e-12)


def test_rotated_cells_have_the_same_distribution_as_independent_ones():
    """Means, variances, quantiles and correlations, each within its error."""
    count = 20 * CHUNK
    rotated = _rotated_cells(SCORES, count)[:, *np.array(CELLS).T]
    plain = SCORES.draw(count, np.random.default_rng(9))
    error = plain.std(axis=0) / np.sqrt(count)
    assert np.all(np.abs(rotated.mean(axis=0) - plain.mean(axis=0)) < 4.5 * error)
    assert rotated.var(axis=0) == pytest.approx(plain.var(axis=0), rel=0.03)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        points = np.quantile(plain, share, axis=0)
        below = np.where(points == 100, share, (rotated <= points).mean(axis=0))
        assert below == pytest.approx(share, abs=4.5 * np.sqrt(0.25 / count))
    correlations = np.corrcoef(rotated.T) - np.eye(len(CELLS))
    assert np.abs(correlations).max() < 4.5 / np.sqrt(count)


def test_rotated_cells_stay_independent_across_chunks():
    """A cell's draws at the same place of neighbouring chunks are no more alike than chance."""
    cells = _rotated_cells(SCORES, 40 * CHUNK)[:, 0, 1].reshape(40, CHUNK)
    alike = [np.corrcoef(cells[chunk], cells[chunk + 1])[0, 1] for chunk in range(39)]
    assert np.abs(np.mean(alike)) < 4.5 / np.sqrt(39 * CHUNK)


def test_shared_draws_keep_what_tools_have_in_common():
    """Drawn once for all, a tool that is always cheaper always wins on price."""
    scores = UncertainScores.exact(np.zeros((2, 2)), shared={1: Scenario(gap=0.5)})
    weights = np.tile([0.0, 1.0], (1_000, 1))
    drawn = RotatedScores(scores, *_generators()).scores(weights, np.empty((1_000, 2)))
    assert np.all(drawn[:, 1] > drawn[:, 0])


def test_shared_draws_may_cover_several_criteria_jointly():
    scores = UncertainScores.exact(np.zeros((2, 3)), shared={(0, 2): TwoColumns()})
    weights = np.tile([0.5, 0.0, 0.5], (100, 1))
    drawn = RotatedScores(scores, *_generators()).scores(weights, np.empty((100, 2)))
    assert drawn == pytest.approx(np.full((100, 2), 50.0))
    assert scores.uncertain().sum() == 0


def test_shared_draws_outside_the_scale_are_refused():
    columns = SharedColumns(
        UncertainScores.exact(np.zeros((2, 1)), shared={0: Scenario(gap=60)}), np.random.default_rng(1)
    )
    with pytest.raises(ValueError, match=r"within 0\.\.100"):
        list(columns.draw(1_000))


@pytest.mark.parametrize(
    "changed",
    [
        {"low": HIGH + 1},
        {"mode": LOW - 1},
        {"uniform": UNIFORM[:1]},
        {"shared": {7: Scenario(1)}},
        {"shared": {0: Scenario(1), (0, 1): TwoColumns()}},
    ],
    ids=str,
)
def test_tables_that_do_not_fit_are_refused(changed):
    with pytest.raises(ValueError, match=r"must|shape"):
        UncertainScores(**{"low": LOW, "mode": MODE, "high": HIGH, "uniform": UNIFORM, **changed})


def test_exact_values_outside_the_scale_are_refused():
    with pytest.raises(ValueError, match=r"within 0\.\.100"):
        UncertainScores.exact([[101.0]])
