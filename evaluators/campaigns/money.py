"""What an effect is worth: net value, what a wrong choice is expected to cost, and what another send would tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evaluators.campaigns.aggregates import normal_interval
from evaluators.errors import EvaluationError, NotComputable
from evaluators.results import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """What the variant brings and costs more than the control, in one currency."""

    recipients: float  # customers that the choice is made for
    margin: float  # money per unit of the effect: margin of one order, or share of revenue that is margin
    send_cost: float = 0.0  # money per recipient that the variant costs more
    switching_cost: float = 0.0  # money once

    def __post_init__(self) -> None:
        if not 0 <= self.recipients < math.inf:
            raise EvaluationError("not_below_zero", value=self.recipients)
        if not 0 < self.margin < math.inf:
            raise EvaluationError("not_above_zero", value=self.margin)

    @property
    def per_unit(self) -> float:
        """Money that one unit of the effect per customer brings over all recipients."""
        return self.recipients * self.margin

    @property
    def break_even(self) -> float | None:
        """Effect at which the variant pays for itself; None without recipients."""
        if self.recipients == 0:
            return None
        return (self.send_cost + self.switching_cost / self.recipients) / self.margin

    def net(self, effect: float) -> float:
        """Return recipients (effect margin - send cost) - switching cost."""
        return self.recipients * (effect * self.margin - self.send_cost) - self.switching_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class NetValue:
    """What choosing the variant is worth against keeping the control, in money."""

    expected: float
    standard_error: float
    interval: Interval
    loss_of_variant: float  # expected loss of choosing the variant now, at least 0
    loss_of_control: float  # expected loss of keeping the control now, at least 0
    perfect_information: float  # worth of knowing the effect exactly: the lesser of the two losses


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherSend:
    """What one more send would tell before choosing, in money."""

    information: float  # expected gain of the choice from the new data, before costs
    cost: float  # of sending and of waiting
    net: float  # information less cost
    worth_it: bool  # net above 0


def unit_normal_loss(distance: float) -> float:
    """Return phi(u) - u (1 - Phi(u)): the expected excess of a standard normal over u.

    References
    ----------
    Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, ch. 11

    >>> round(unit_normal_loss(0.5), 4)
    0.1978
    """
    from scipy.special import erfcx

    if distance < 0:
        return unit_normal_loss(-distance) - distance
    beyond = math.sqrt(math.pi / 2) * float(erfcx(distance / math.sqrt(2)))
    density = math.exp(-0.5 * distance**2) / math.sqrt(2 * math.pi)
    return max(density * (1 - distance * beyond), 0.0)


def expected_loss(mean: float, deviation: float) -> float:
    """Return E[max(-X, 0)] of a normal X: what choosing something worth X is expected to lose.

    Parameters
    ----------
    mean, deviation : float
        Same unit; the deviation at least 0.
    """
    if deviation < 0:
        raise ValueError(f"a deviation of at least 0 is needed, not {deviation}")
    if deviation == 0:
        return max(-mean, 0.0)
    return deviation * unit_normal_loss(mean / deviation)


def perfect_information(mean: float, deviation: float) -> float:
    """Return the worth of knowing a normal net value before choosing: deviation UNL(|mean| / deviation).

    >>> round(perfect_information(8_000, 6_000), 2)
    254.37
    """
    return expected_loss(abs(mean), deviation)


def net_value(
    effect: float,
    standard_error: float,
    economics: Economics,
    *,
    interval: Interval | None = None,
    confidence: float = 0.95,
) -> NetValue:
    """Return what choosing the variant is worth.

    Parameters
    ----------
    effect, standard_error : float
        Effect per customer and its standard error; for the losses the effect counts as normal around the estimate.
    economics : Economics
    interval : Interval, optional
        Interval of the effect where it is not the normal one; its ends are turned into money.
    confidence : float
        Of the normal interval.
    """
    if standard_error < 0:
        raise ValueError(f"a standard error of at least 0 is needed, not {standard_error}")
    around = normal_interval(effect, standard_error, confidence=confidence) if interval is None else interval
    expected, spread = economics.net(effect), economics.per_unit * standard_error
    return NetValue(
        expected=expected,
        standard_error=spread,
        interval=Interval(low=economics.net(around.low), high=economics.net(around.high)),
        loss_of_variant=expected_loss(expected, spread),
        loss_of_control=expected_loss(-expected, spread),
        perfect_information=perfect_information(expected, spread),
    )


def another_send(
    effect: float,
    standard_error: float,
    economics: Economics,
    *,
    next_standard_error: float,
    cost: float = 0.0,
) -> AnotherSend:
    """Return what the data of one more send are worth before choosing.

    The estimate after it is expected to spread by s^2 / sqrt(s^2 + s_next^2) around the one now; the worth is the
    unit normal loss at that spread.

    Parameters
    ----------
    effect, standard_error : float
        Now.
    economics : Economics
        Of the choice that is made after the send.
    next_standard_error : float
        Of the effect from the new send alone, above 0.
    cost : float
        Of sending and waiting, money.

    References
    ----------
    Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, ch. 5
    """
    if not next_standard_error > 0:
        raise EvaluationError("not_above_zero", value=next_standard_error)
    if not standard_error > 0:
        raise NotComputable("no_variation")
    learned = standard_error * (standard_error / math.hypot(standard_error, next_standard_error))
    information = perfect_information(economics.net(effect), economics.per_unit * learned)
    net = information - cost
    return AnotherSend(information=information, cost=cost, net=net, worth_it=net > 0)
