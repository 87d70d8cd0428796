"""How many decimals a figure of a campaign is shown with, by its size."""

from __future__ import annotations

MOST_DIGITS = 5


def percent_digits(share: float) -> int:
    """Return decimals for a share shown as per cent."""
    size = abs(100 * share)
    return 1 if size >= 10 or size == 0 else 2 if size >= 0.1 else 3


def figure_digits(value: float) -> int:
    """Return decimals for an arm's own figure."""
    size = abs(value)
    return 0 if size >= 10_000 else 1 if size >= 100 else 2 if size >= 10 or size == 0 else 3


def effect_digits(value: float) -> int:
    """Return decimals for a difference."""
    size = abs(value)
    if size >= 10_000:
        return 0
    return 1 if size >= 100 else 2 if size >= 0.1 or size == 0 else 3 if size >= 0.001 else 5


def range_digits(low: float, high: float) -> int:
    """Return decimals for both ends of a range; a few more where an end would read as 0 and is not."""
    digits = effect_digits(max(abs(low), abs(high)))
    ends = [end for end in (low, high) if end]
    while digits < MOST_DIGITS and any(not round(end, digits) for end in ends):
        digits += 1
    return digits


def short(value: float) -> float:
    """Return a figure with four significant digits, or whole where it is large."""
    return float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))
