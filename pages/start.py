"""Start: what to decide, examples, one's own evaluations, decision projects."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import text_of
from evaluators.errors import EvaluationError
from evaluators.tools.document import ToolEvaluation
from i18n import Texts
from i18n.formats import moment_text
from i18n.sentences import error_sentence
from services import clock, evaluations, examples, measuring, projects, segmentations
from ui import escape, navigation, state
from ui.panels.recent import leader_name

RECENT = 5
EXAMPLES_ABREAST = 3


def kinds(t: Texts) -> None:
    """Draw what can be decided."""
    for column, kind in zip(st.columns(3), ("tools", "segmentations", "campaigns"), strict=True):
        with column.container(border=True, height="stretch"):
            st.subheader(t(f"start.{kind}.title"), anchor=kind)
            st.write(t(f"start.{kind}.text"))
            if st.button(t("start.open"), key=f"start-{kind}", type="primary"):
                st.switch_page(navigation.page(kind, t))


def ready_examples(t: Texts) -> None:
    """Draw the examples, one click away."""
    st.header(t("start.examples.title"), anchor="examples")
    st.caption(t("start.examples.text"))
    offered = examples.offered(t.language)
    rows = [offered[place : place + EXAMPLES_ABREAST] for place in range(0, len(offered), EXAMPLES_ABREAST)]
    columns = [column for row in rows for column in st.columns(EXAMPLES_ABREAST)[: len(row)]]
    for column, example in zip(columns, offered, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{escape.label(text_of(example.name, t.language))}**")
            st.write(escape.markdown(text_of(example.description, t.language)))
            if st.button(t("start.examples.open"), key=f"example-{example.id}"):
                step = "answer" if example.document.kind == "campaign-plan" else "result"
                open_evaluation(measuring.open_example(example.id, t.language), example.document.kind, t, step=step)


def recent(t: Texts) -> None:
    """Draw the newest evaluations."""
    st.header(t("start.recent.title"), anchor="recent")
    heads = evaluations.listed()[:RECENT]
    if not heads:
        st.caption(t("start.recent.empty"))
        return
    for head in heads:
        with st.container(horizontal=True, vertical_alignment="center", key=f"recent-{head.id}"):
            title = text_of(head.title, t.language) or t("start.recent.untitled")
            page = navigation.page_of(head.kind, t)
            st.page_link(page, label=escape.label(title), query_params={"id": head.id})
            st.caption(escape.markdown(" · ".join(said_of(head, t))))
    st.page_link(navigation.page("evaluations", t), label=t("start.recent.all"))


def said_of(head: evaluations.EvaluationHead, t: Texts) -> list[str]:
    """Say how an evaluation stands."""
    said = [t(f"page.kind.{head.kind}"), t("start.recent.edited", when=moment_text(head.updated_at, t.language))]
    if head.verdict:
        said.append(t(f"campaign.verdict.{head.verdict}"))
    if leader := leader_name(head, t):
        said.append(t("start.recent.leader", tool=leader))
    return said


def decision_projects(t: Texts) -> None:
    """Draw the projects with what is next, and a form for a new one."""
    st.header(t("start.projects.title"), anchor="projects")
    st.caption(t("start.projects.text"))
    found = projects.projects()
    if not found:
        st.caption(t("start.projects.empty"))
    for project in found:
        with st.container(border=True, key=f"project-{project.id}"):
            st.markdown(f"**{escape.label(project.name)}**")
            st.write(escape.markdown(escape.shortened(project.goal)))
            project_step(project, t)
    with st.expander(t("start.projects.new"), key="new-project"), st.form("project-form", border=False):
        st.text_input(t("start.projects.name"), key="project-name", placeholder=t("start.projects.name.hint"))
        st.text_area(t("start.projects.goal"), key="project-goal", placeholder=t("start.projects.goal.hint"))
        st.form_submit_button(t("start.projects.create"), key="project-create", on_click=create_project, args=(t,))


def project_step(project: projects.OpenedProject, t: Texts) -> None:
    """Say what is next in a project and lead there."""
    st.caption(t("start.projects.next", step=t(f"next_step.{project.next_step}")))
    if project.next_evaluation:
        kind = next(head.kind for head in project.evaluations if head.id == project.next_evaluation)
        query = {"id": project.next_evaluation, "step": "answer" if kind == "campaign-plan" else "result"}
        label = t(f"next_step.{project.next_step}.open")
        st.page_link(navigation.page_of(kind, t), label=label, query_params=query)
    with st.container(horizontal=True):
        if not project.evaluations and st.button(t("start.projects.evaluate"), key=f"project-tool-{project.id}"):
            empty = ToolEvaluation(title=project.name, as_of=clock.today())
            open_evaluation(evaluations.create(empty, project_id=project.id), empty.kind, t, step="need")
        begun = any(head.kind == "segmentation-evaluation" for head in project.evaluations)
        if not begun and st.button(
            t("start.projects.segment"), key=f"project-segmentation-{project.id}", type="tertiary"
        ):
            evaluation_id = segmentations.begin(project.name, project_id=project.id)
            open_evaluation(evaluation_id, "segmentation-evaluation", t, step="data")
        if st.button(t("start.projects.plan"), key=f"project-plan-{project.id}", type="tertiary"):
            plan = CampaignPlan(title=project.name, as_of=clock.today())
            open_evaluation(evaluations.create(plan, project_id=project.id), plan.kind, t, step="question")


def create_project(t: Texts) -> None:
    """Take the form of a new project."""
    name, goal = (str(st.session_state[f"project-{field}"]).strip() for field in ("name", "goal"))
    if not name:
        st.warning(t("start.projects.nameless"))
        return
    try:
        projects.create_project(name, goal)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, t.language))
        return
    st.session_state["project-name"] = st.session_state["project-goal"] = ""


def open_evaluation(evaluation_id: str, kind: str, t: Texts, *, step: str) -> None:
    """Go to an evaluation on its page."""
    st.switch_page(navigation.page_of(kind, t), query_params={"id": evaluation_id, "step": step})


words = state.words()
st.title(words("start.title"))
st.write(words("start.intro"))
kinds(words)
ready_examples(words)
recent(words)
decision_projects(words)
