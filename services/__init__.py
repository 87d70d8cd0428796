"""What a user can do: one function for each thing, on ids and documents."""

from __future__ import annotations

from services.keeping import store

__all__ = ["store"]
