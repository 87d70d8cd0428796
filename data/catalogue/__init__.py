"""The shipped catalogue of tools."""

from __future__ import annotations

from data.catalogue.reader import Attribution, load_attributions, load_catalogue

__all__ = ["Attribution", "load_attributions", "load_catalogue"]
