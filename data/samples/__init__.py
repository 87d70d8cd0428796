"""Campaign samples: a generated one with a known truth, and a published one as a table of sums."""

from __future__ import annotations

from data.samples.reader import Sample, samples

__all__ = ["Sample", "samples"]
