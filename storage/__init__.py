"""What is kept: evaluations with all their changes, saved versions, shared links, projects."""

from __future__ import annotations
