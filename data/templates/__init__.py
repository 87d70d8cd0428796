"""Criteria templates and example evaluations."""

from __future__ import annotations

from data.templates.reader import CriteriaTemplate, Example, criteria_templates, examples

__all__ = ["CriteriaTemplate", "Example", "criteria_templates", "examples"]
