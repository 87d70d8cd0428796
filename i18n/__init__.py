"""Texts, formats and number reading in Finnish and English."""

from __future__ import annotations

from i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, CatalogueFault, Language, Texts, as_language, texts

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "CatalogueFault", "Language", "Texts", "as_language", "texts"]
