"""Dealing customers to variants: by a salted hash, in exact numbers within each segment, the same again every time."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import EvaluationError

HELD_OUT = -1  # stands for a variant where a customer is kept out of the campaign
_SPAN = float(2**64)

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """Who gets what, in the order of the list."""

    variants: Places  # place of the variant, or ``HELD_OUT``
    counts: dict[str, tuple[int, ...]]  # segment to customers by variant
    held_out: dict[str, int]  # segment to customers kept out


def customer_key(text: str) -> str:
    """Return an id as it is compared and hashed: trimmed, normal form C, an e-mail address in lower case.

    >>> customer_key(" Matti@Example.fi ")
    'matti@example.fi'
    """
    plain = unicodedata.normalize("NFC", text.strip())
    return plain.lower() if "@" in plain else plain


def salted_numbers(keys: Iterable[str], salt: str) -> Numbers:
    """Return the first 64 bits of SHA-256 of salt and key: as good as random, and independent between salts.

    Parameters
    ----------
    keys : iterable of str, length n
        As ``customer_key`` gives them.

    Returns
    -------
    ndarray of uint64, shape (n,)

    References
    ----------
    Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 14: a hash that is not
    cryptographic leaves experiments dependent on each other. doi:10.1017/9781108653985
    """
    start, digest = f"{salt}\x1f".encode(), hashlib.sha256
    found = b"".join([digest(start + key.encode()).digest()[:8] for key in keys])
    return np.frombuffer(found, dtype=">u8").astype(np.uint64)


def stratum_counts(customers: int, shares: Sequence[float], draw: float) -> tuple[int, ...]:
    """Return whole numbers of customers by variant: each is its share rounded up or down, without favour.

    A variant whose share leaves the remainder 0.3 is rounded up in 30 of 100 draws (systematic sampling).

    Parameters
    ----------
    shares : sequence of float
        Proportions, each above zero; they need not add up to one.
    draw : float
        Random number in [0, 1).

    Raises
    ------
    EvaluationError
        ``planned_share_missing``.

    References
    ----------
    Madow (1949), Ann. Math. Stat. 20:333-354. doi:10.1214/aoms/1177729988

    >>> stratum_counts(10, (1, 1, 1), 0.5)
    (3, 4, 3)
    """
    for arm, share in enumerate(shares, start=1):
        if not share > 0:
            raise EvaluationError("planned_share_missing", arm=arm)
    edges = np.cumsum(np.asarray(shares, dtype=float))
    edges = edges / edges[-1] * customers
    places = np.floor(edges + draw).astype(int)
    places[-1] = customers
    return tuple(np.diff(places, prepend=0).tolist())


def held_out(keys: Sequence[str], share: float, salt: str) -> NDArray[np.bool_]:
    """Return who is kept out: the same customers in every campaign with this salt, whatever else is in the list."""
    if not 0 <= share < 1:
        raise EvaluationError("holdout_invalid", share=share)
    return salted_numbers(keys, f"holdout\x1f{salt}").astype(float) < share * _SPAN


def deal(
    keys: Sequence[str],
    segments: Sequence[str | None],
    shares: Sequence[float],
    *,
    salt: str,
    holdout: float = 0.0,
    holdout_salt: str = "",
) -> Dealt:
    """Deal customers to variants in exact numbers within each segment.

    Within a segment customers are ordered by a salted hash of their key and cut where the shares say, so that the
    order of the list does not matter and the same list with the same salt gives the same assignment again.

    Parameters
    ----------
    keys : sequence of str, length n
        Different customers, as ``customer_key`` gives them.
    segments : sequence of str or None, length n
        ``None``: a stratum of its own.
    shares : sequence of float
        Proportions of the variants.
    salt : str
        Differs by campaign; without one the halves of earlier campaigns would come back.

    Raises
    ------
    EvaluationError
        ``assignment_salt_missing``, ``assignment_customer_twice``, ``planned_share_missing``, ``holdout_invalid``.
    """
    if not salt or (holdout and not holdout_salt):
        raise EvaluationError("assignment_salt_missing")
    if len(set(keys)) != len(keys):
        raise EvaluationError("assignment_customer_twice")
    names = sorted({segment or "" for segment in segments})
    place_of = {name: place for place, name in enumerate(names)}
    strata = np.fromiter((place_of[segment or ""] for segment in segments), dtype=np.int64, count=len(keys))
    out = held_out(keys, holdout, holdout_salt) if holdout else np.zeros(len(keys), dtype=bool)
    order = np.lexsort((salted_numbers(keys, f"deal\x1f{salt}"), strata, out))
    draws = salted_numbers(names, f"round\x1f{salt}").astype(float) / _SPAN
    variants = np.full(len(keys), HELD_OUT, dtype=np.int64)
    sizes = np.bincount(strata[~out], minlength=len(names))
    start, counts = 0, {}
    for place, name in enumerate(names):
        counts[name] = stratum_counts(int(sizes[place]), shares, min(float(draws[place]), np.nextafter(1.0, 0.0)))
        own = order[start : start + int(sizes[place])]
        variants[own] = np.repeat(np.arange(len(shares)), counts[name])
        start += int(sizes[place])
    kept_out = np.bincount(strata[out], minlength=len(names))
    return Dealt(variants=variants, counts=counts, held_out=dict(zip(names, kept_out.tolist(), strict=True)))
