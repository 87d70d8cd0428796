"""The result of a campaign test: the verdict first, then money, effect, segments and targeting; the rest on request."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.results import CampaignResult, CheckState
from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.campaigns import test_report
from reports.campaigns.checks import checks_line
from reports.campaigns.context import words_of_test
from services import editing_campaigns, results
from ui import draw, escape, state
from ui.panels.campaigns import override
from ui.panels.campaigns.page import CampaignPage

PARTS = ("money", "overall", "segments", "targeting", "over_time", "deviations")
ADVANCED = ("methods", "provenance")
SHUFFLES = 1_000  # re-randomisations of a certificate


def show(page: CampaignPage) -> None:
    """Draw the whole step."""
    if not page.document.sends:
        st.info(page.t("page.campaign.no_data"))
        return
    result = page.result
    if not isinstance(result, CampaignResult):
        return
    report = test_report.sections(page.document, result, page.t.language)
    _part(report, "verdict")
    _checks(page, result, report)
    for part in PARTS:
        _part(report, part)
    _certificate(page, result, report)
    if not page.advanced:
        st.caption(page.t("page.campaign.more"))
        return
    for part in ADVANCED:
        if not getattr(report, part):
            continue
        with st.expander(page.t(f"page.campaign.part.{part}"), key=f"result-{part}", on_change="rerun") as fold:
            if fold.open:
                _part(report, part)


def _part(report: test_report.TestReport, part: str) -> None:
    with st.container(key=f"part-{part}"):
        draw.folded(getattr(report, part), part)


def _checks(page: CampaignPage, result: CampaignResult, report: test_report.TestReport) -> None:
    """Draw the checks: in full when one of them blocks, otherwise as one line that unfolds."""
    words = words_of_test(page.document, result, page.t.language)
    blocked = any(check.state is CheckState.BLOCKING for check in result.checks)
    if blocked:
        _part(report, "checks")
    else:
        line = escape.markdown(checks_line(words))
        with st.expander(line, key="checks-fold", on_change="rerun", icon=":material/fact_check:") as fold:
            if fold.open:
                _part(report, "checks")
    override.show(page, result)


def _certificate(page: CampaignPage, result: CampaignResult, report: test_report.TestReport) -> None:
    """Draw the certificate, or offer to make one: it takes a while, shows how far it is, and can be left."""
    if report.certificate:
        _part(report, "certificate")
        return
    if not report.overall or "certificate" in result.needs_rows:
        return
    t = page.t
    st.header(t("page.campaign.certificate"), anchor="certificate")
    st.write(t("page.campaign.certificate.why", count=page.words.count(SHUFFLES)))
    if not st.button(t("page.campaign.certificate.make"), key="certificate-make", icon=":material/verified:"):
        return
    bar = st.progress(0.0, text=t("page.campaign.certificate.working"))
    wished = editing_campaigns.set_settings(page.document, certificate=SHUFFLES)
    try:
        results.result_of(wished, lambda share: bar.progress(min(share, 1.0)))
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return
    state.commit(wished, "certificate")
    st.rerun()
