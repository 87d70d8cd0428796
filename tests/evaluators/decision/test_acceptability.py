"""Rank acceptability and what is counted beside it."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.decision.acceptability import differs, holistic_acceptability, rank_acceptability
from evaluators.decision.rank_counts import OFFSET, TIE, RankCounts
from evaluators.decision.ranking import ranks
from evaluators.decision.sampling import DirichletWeights, UniformWeights
from evaluators.decision.score_models import UncertainScores


def _values(tools=7, criteria=4, seed=3):
    return np.random.default_rng(seed).uniform(0, 100, (tools, criteria))


def _uncertain(values, width=15.0, share=0.15, seed=3):
    unknown = np.random.default_rng(seed).random(values.shape) < share
    return UncertainScores(
        low=np.where(unknown, 0.0, np.clip(values - width, 0, 100)),
        mode=values,
        high=np.where(unknown, 100.0, np.clip(values + width, 0, 100)),
        uniform=unknown,
    )


class GivenWeights:
    """Hands out known rows."""

    def __init__(self, rows):
        self.rows, self.size, self.done = rows, rows.shape[1], 0

    def draw(self, count, rng):
        self.done += count
        return self.rows[self.done - count : self.done]


tables = st.integers(1, 6).flatmap(
    lambda tools: st.integers(1, 4).flatmap(
        lambda criteria: st.lists(
            st.lists(st.sampled_from([0.0, 25.0, 50.0, 75.0, 100.0]), min_size=criteria, max_size=criteria),
            min_size=tools,
            max_size=tools,
        )
    )
)


def _slow_shares(scores):
    """Rank one case after another and give tied tools equal parts of their ranks."""
    tools = scores.shape[1]
    held = np.zeros((tools, tools))
    for row in scores:
        best = ranks(row, ties="competition", scale=100)
        for tool, place in enumerate(best):
            size = int(np.sum(best == place))
            held[tool, int(place) - 1 : int(place) - 1 + size] += 1 / size
    return held / len(scores)


@given(table=tables, seed=st.integers(0, 1_000))
@settings(max_examples=60, deadline=None)
def test_counts_equal_ranking_case_by_case(table, seed):
    """Coarse values make many ties; they are split exactly."""
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(table[0])), size=50)
    weights[::3] = np.eye(len(table[0]))[0]
    found = rank_acceptability(GivenWeights(weights), table, draws=50, seed=seed, block_bytes=512)
    scores = weights @ np.array(table).T
    assert found.rank_acceptability == pytest.approx(_slow_shares(scores), abs=1e-12)
    wins = [[0.5 * np.mean(np.sign(np.round(a - b, 6)) + 1) for b in scores.T] for a in scores.T]
    assert found.pairwise_winning == pytest.approx(np.array(wins) - np.eye(len(table)) / 2, abs=1e-12)
    assert found.expected_value == pytest.approx(scores.mean(axis=0), abs=1e-9)


@given(table=tables, seed=st.integers(0, 1_000), uncertain=st.booleans())
@settings(max_examples=40, deadline=None)
def test_what_always_holds(table, seed, uncertain):
    values = np.array(table)
    scores = _uncertain(values, share=0.5, seed=seed) if uncertain else values
    tools, criteria = values.shape
    found = rank_acceptability(UniformWeights(criteria), scores, draws=300, seed=seed, confidence_draws=50)
    shares = found.rank_acceptability
    assert shares.sum(axis=1) == pytest.approx(np.ones(tools), abs=1e-9)
    assert shares.sum(axis=0) == pytest.approx(np.ones(tools), abs=1e-9)
    assert np.all(np.isfinite(found.monte_carlo_error))
    both = found.pairwise_winning + found.pairwise_winning.T
    assert both == pytest.approx(np.ones((tools, tools)) - np.eye(tools), abs=1e-9)
    for tool in range(tools):
        assert (found.central_weights[tool] is None) == (shares[tool, 0] == 0) == (found.confidence[tool] is None)
    low, middle, high = found.value_quantiles.T
    assert np.all((low <= middle) & (middle <= high))
    assert np.all((low >= 0) & (high <= 100 + 1e-9))


def test_rank_shares_of_simulated_cases_do_not_depend_on_blocks():
    scores = _uncertain(_values())
    sampler = DirichletWeights((4, 3, 2, 1), 20)
    reference = rank_acceptability(sampler, scores, draws=12_345, seed=11)
    for block_bytes in (1, 4_096, 200_000):
        draws = 12_345 if block_bytes > 1 else 300
        expected = reference if block_bytes > 1 else rank_acceptability(sampler, scores, draws=300, seed=11)
        found = rank_acceptability(sampler, scores, draws=draws, seed=11, block_bytes=block_bytes)
        assert np.array_equal(found.rank_acceptability, expected.rank_acceptability)
        assert np.array_equal(found.pairwise_winning, expected.pairwise_winning)


def test_extras_leave_the_ranks_alone():
    scores = _uncertain(_values())
    full = rank_acceptability(UniformWeights(4), scores, draws=5_000, seed=2)
    bare = rank_acceptability(UniformWeights(4), scores, draws=5_000, seed=2, extras=False)
    assert np.array_equal(full.rank_acceptability, bare.rank_acceptability)
    assert bare.pairwise_winning is bare.central_weights is bare.confidence is bare.expected_value is None
    assert bare.value_quantiles is None


def test_permuting_tools_permutes_exact_results():
    values, order = _values(), [3, 0, 6, 1, 5, 2, 4]
    one = rank_acceptability(UniformWeights(4), values, draws=4_000, seed=8)
    other = rank_acceptability(UniformWeights(4), values[order], draws=4_000, seed=8)
    assert np.array_equal(other.rank_acceptability, one.rank_acceptability[order])
    assert np.array_equal(other.pairwise_winning, one.pairwise_winning[np.ix_(order, order)])
    assert other.expected_value == pytest.approx(one.expected_value[order])


def test_permuting_tools_permutes_uncertain_results_within_their_error():
    values, order = _values(), [3, 0, 6, 1, 5, 2, 4]
    scores = _uncertain(values)
    moved = UncertainScores(
        low=scores.low[order], mode=scores.mode[order], high=scores.high[order], uniform=scores.uniform[order]
    )
    one = rank_acceptability(UniformWeights(4), scores, draws=40_000, seed=8, extras=False)
    other = rank_acceptability(UniformWeights(4), moved, draws=40_000, seed=8, extras=False)
    error = one.monte_carlo_error[order] + 1e-4
    assert np.all(np.abs(other.rank_acceptability - one.rank_acceptability[order]) < 6 * error)


def test_twins_have_equal_shares():
    values = np.vstack([_values(), _values()[2]])
    found = rank_acceptability(UniformWeights(4), values, draws=3_000, seed=5)
    assert np.array_equal(found.rank_acceptability[2], found.rank_acceptability[7])
    assert found.pairwise_winning[2, 7] == 0.5


def test_swapping_two_tools_swaps_their_results():
    one = rank_acceptability(UniformWeights(2), [[100, 0], [30, 80]], draws=5_000, seed=5)
    other = rank_acceptability(UniformWeights(2), [[30, 80], [100, 0]], draws=5_000, seed=5)
    assert np.array_equal(one.rank_acceptability, other.rank_acceptability[::-1])
    assert np.array_equal(one.pairwise_winning, other.pairwise_winning.T)


def test_mirrored_tools_differ_as_seldom_as_the_error_says():
    """Two tools of equal chances: about one run in twenty shows a difference beyond the 95 % range."""
    runs = [
        rank_acceptability(UniformWeights(2), [[100, 0], [0, 100]], draws=2_000, seed=seed, extras=False)
        for seed in range(400)
    ]
    alarms = sum(differs(*run.rank_acceptability[:, 0], run.draws) for run in runs)
    assert 6 <= alarms <= 36, "20 expected of 400; standard deviation 4.4"


@given(table=tables, seed=st.integers(0, 100))
@settings(max_examples=30, deadline=None)
def test_a_dominated_tool_is_never_first(table, seed):
    values = np.clip(np.array(table) * 0.8 + 10, 0, 100)
    with_worse = np.vstack([values, values[0] - 5])
    sampler = UniformWeights(values.shape[1])
    assert rank_acceptability(sampler, with_worse, draws=200, seed=seed).rank_acceptability[-1, 0] == 0


def test_many_tools_with_many_rows_agree_with_sorting():
    """Tool numbers in the low bits change no order, also beyond 64 tools."""
    rng = np.random.default_rng(4)
    scores = rng.uniform(0, 100, (500, 300))
    counts = RankCounts(300)
    firsts = counts.add(scores + OFFSET)
    places = np.argsort(np.argsort(-scores, axis=1), axis=1)
    expected = np.zeros((300, 300))
    np.add.at(expected, (np.tile(np.arange(300), 500), places.ravel()), 1 / 500)
    assert counts.shares(500) == pytest.approx(expected, abs=1e-12)
    assert np.array_equal(firsts.tools, scores.argmax(axis=1))
    assert not firsts.ties


def test_scores_within_rounding_are_ties():
    counts = RankCounts(3)
    firsts = counts.add(np.array([[50.0, 50.0 + TIE / 10, 20.0]]) + OFFSET)
    assert firsts.ties
    assert counts.shares(1).tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


@pytest.mark.parametrize("width", [5.0, 30.0])
def test_rotated_lists_agree_with_independent_draws(width):
    """Acceptabilities of the stratified lists and of plain sampling differ by no more than Monte-Carlo error."""
    values, draws = _values(6, 5, seed=12), 60_000
    scores = _uncertain(values, width=width)
    sampler = DirichletWeights((1,) * 5, 40)
    found = rank_acceptability(sampler, scores, draws=draws, seed=6)
    rng = np.random.default_rng(99)
    cells = np.repeat(scores.fixed()[None], draws, axis=0)
    cells[:, scores.uncertain()] = scores.draw(draws, rng)
    utilities = (cells @ sampler.draw(draws, rng)[:, :, None])[:, :, 0]
    plain = _slow_shares(utilities[:15_000])
    error = np.sqrt(plain * (1 - plain) / 15_000 + found.monte_carlo_error**2) + 1e-4
    assert np.all(np.abs(found.rank_acceptability - plain) < 4.5 * error)
    spread = utilities.std(axis=0) * np.sqrt(2 / draws)
    assert np.all(np.abs(found.expected_value - utilities.mean(axis=0)) < 4.5 * spread)
    assert found.value_quantiles == pytest.approx(np.quantile(utilities, [0.05, 0.5, 0.95], axis=0).T, abs=0.5)


def test_monte_carlo_error_covers_repeated_runs():
    """The stated error is at least the spread over seeds, though chunks reuse the lists."""
    scores = _uncertain(_values(4, 3, seed=1), width=25)
    runs = [rank_acceptability(UniformWeights(3), scores, draws=10_000, seed=seed, extras=False) for seed in range(150)]
    spread = np.std([run.rank_acceptability for run in runs], axis=0)
    assert np.all(spread < 1.2 * runs[0].monte_carlo_error + 2e-4)


def test_memory_does_not_grow_with_the_draws():
    scores, peaks = _uncertain(_values(20, 6)), []
    for draws in (20_000, 200_000):
        tracemalloc.start()
        rank_acceptability(UniformWeights(6), scores, draws=draws, seed=1, block_bytes=2**19)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] < 40 * 2**20


def test_same_seed_same_digits():
    scores = _uncertain(_values())
    one, two, other = (rank_acceptability(UniformWeights(4), scores, draws=3_000, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.rank_acceptability, two.rank_acceptability)
    assert one.confidence == two.confidence
    assert not np.array_equal(one.rank_acceptability, other.rank_acceptability)


@pytest.mark.parametrize("values", [[[40.0]], [[40.0, 60.0]], [[0.0], [0.0]], [[50.0, 50.0]] * 4, [[100.0], [0.0]]])
def test_degenerate_tables_have_plain_answers(values):
    table = np.array(values)
    found = rank_acceptability(UniformWeights(table.shape[1]), table, draws=500, seed=1)
    scores = table.mean(axis=1)
    expected = _slow_shares(scores[None])
    assert found.rank_acceptability == pytest.approx(expected, abs=1e-12)
    if np.ptp(table, axis=1).max() == 0:
        assert found.value_quantiles == pytest.approx(np.repeat(scores[:, None], 3, axis=1), abs=1e-9)


def test_all_unknown_leaves_everything_open():
    whole = np.ones((3, 2), dtype=bool)
    scores = UncertainScores(low=np.zeros((3, 2)), mode=np.zeros((3, 2)), high=np.full((3, 2), 100.0), uniform=whole)
    found = rank_acceptability(UniformWeights(2), scores, draws=50_000, seed=1)
    assert found.rank_acceptability == pytest.approx(np.full((3, 3), 1 / 3), abs=0.01)
    assert found.confidence == pytest.approx((1 / 3,) * 3, abs=0.03)


def test_holistic_index_rewards_early_ranks():
    shares = [[0.5, 0.5], [0.5, 0.5]]
    assert holistic_acceptability(shares).tolist() == [0.75, 0.75]
    assert holistic_acceptability([[1, 0], [0, 1]], [1.0, 0.2]).tolist() == [1.0, 0.2]


def test_weights_must_fit_the_table():
    with pytest.raises(ValueError, match="4 weights"):
        rank_acceptability(UniformWeights(3), _values(), draws=10, seed=1)
