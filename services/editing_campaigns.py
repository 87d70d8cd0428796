"""Edits of campaign plans and tests: each takes a document and returns a changed one, checked; nothing is kept here.

Everything raises ``DocumentError`` ``document_invalid`` when the changed document would break its own rules, and
``EvaluationError`` ``plan_locked`` when it would change the design of a locked plan.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date

from data.keys import customer_secret
from evaluators.campaigns.experiment import CampaignTest, Override, RuleLine
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Label, revise
from evaluators.errors import EvaluationError, NotFound
from services.editing_campaign_design import (
    D,
    set_design,
    set_errors,
    set_looks,
    set_money,
)
from services.editing_campaign_parts import (
    add_metric,
    add_segment,
    add_variant,
    metric_id,
    move_variant,
    put_guardrail,
    put_metric,
    put_segment,
    put_variant,
    remove_guardrail,
    remove_metric,
    remove_segment,
    remove_variant,
    segment_id,
    set_primary,
    variant_id,
)
from services.parts import fields_of
from settings import settings

__all__ = [
    "add_metric",
    "add_segment",
    "add_variant",
    "metric_id",
    "move_variant",
    "put_guardrail",
    "put_metric",
    "put_override",
    "put_segment",
    "put_variant",
    "remove_guardrail",
    "remove_metric",
    "remove_override",
    "remove_segment",
    "remove_variant",
    "segment_id",
    "set_assignment",
    "set_design",
    "set_errors",
    "set_looks",
    "set_money",
    "set_plan",
    "set_primary",
    "set_question",
    "set_rule",
    "set_sends_remaining",
    "set_settings",
    "set_title",
    "touch_as_of",
    "variant_id",
    "with_salts",
]


def set_title(document: D, title: Label) -> D:
    """Name the campaign."""
    return revise(document, title=title)


def set_question(document: D, question: Label) -> D:
    """Say what is asked."""
    return revise(document, question=question)


def touch_as_of(document: D, today: date) -> D:
    """Judge dates on another day."""
    return revise(document, as_of=today)


def set_plan(document: CampaignPlan, **fields: object) -> CampaignPlan:
    """Set what sizes are counted from: baseline, deviation, denominator_mean, cluster_size and the like."""
    return revise(document, **fields)


def set_assignment(document: CampaignPlan, **fields: object) -> CampaignPlan:
    """Set salts, or the covariates whose balance is checked."""
    return revise(document, assignment=fields_of(document.assignment) | fields)


def with_salts(document: CampaignPlan) -> CampaignPlan:
    """Give the plan the salts that it lacks, so that its deal can be made again.

    The campaign's own salt is random. The holdout's is the same for all campaigns of this data folder, so that the
    same customers stay out of all of them.
    """
    given = document.assignment
    return set_assignment(
        document,
        salt=given.salt or secrets.token_urlsafe(12),
        holdout_salt=given.holdout_salt or _holdout_salt(),
    )


def _holdout_salt() -> str:
    key = customer_secret(settings().folder)
    return hmac.new(key, b"holdout", hashlib.sha256).hexdigest()[:32]


def set_settings(document: CampaignTest, **fields: object) -> CampaignTest:
    """Set seed, thresholds, permutations and the like."""
    return revise(document, settings=fields_of(document.settings) | fields)


def set_sends_remaining(document: CampaignTest, count: int) -> CampaignTest:
    """Say how many planned looks or sends are still to come."""
    return revise(document, sends_remaining=count)


def set_rule(document: CampaignTest, lines: Sequence[RuleLine]) -> CampaignTest:
    """State one's own targeting rule; no lines: none."""
    return revise(document, rule=tuple(lines))


def put_override(document: CampaignTest, check: str, reason: str, on: date) -> CampaignTest:
    """Let a blocking check pass, with the reason that the report will show.

    Raises
    ------
    EvaluationError
        ``override_reason_empty``.
    """
    if not reason.strip():
        raise EvaluationError("override_reason_empty")
    override = Override(check=check, reason=reason.strip(), on=on)
    others = tuple(one for one in document.overrides if one.check != check)
    return revise(document, overrides=(*others, override))


def remove_override(document: CampaignTest, check: str) -> CampaignTest:
    """Let a check block again; raises ``part_unknown``."""
    kept = tuple(one for one in document.overrides if one.check != check)
    if len(kept) == len(document.overrides):
        raise NotFound("part_unknown", id=check[:80], available=[one.check for one in document.overrides])
    return revise(document, overrides=kept)
