"""The person's project, for them and for who accompanies them: read, written, signed, disagreed with."""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec
from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault_project import (
    DISAGREEMENT_MAX_CHARS,
    GOALS_MAX,
    STEPS_MAX,
    WHO_MAX_CHARS,
    WORDS_MAX_CHARS,
    DisagreeWithProject,
    Project,
    ProjectGoal,
    ReadProject,
    SignProject,
    StepState,
    WriteProject,
)
from shared.problems import InvalidInput, Problem

STATES: Final = get_args(StepState)
SPARE_STEPS = 2  # empty lines offered under each goal; more come once these are kept
Rows = list[dict[str, Any]]  # goals as a form has them: {words, steps: [{words, who, state}]}


class ProjectPages(Controller):
    """One person's project."""

    path = "/coffre/{vault_id:str}/projet"
    include_in_schema = False

    @get("/")
    async def project(self, view: TheView, vault_id: Id) -> Page:
        return await _project(view, vault_id)

    @get("/ecrire")
    async def form(self, view: TheView, vault_id: Id) -> Page:
        return await _writing(view, vault_id)

    @post("/ecrire", status_code=SEE_OTHER)
    async def write(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        rows = rows_in(form)
        try:
            await talk.ask(_written(vault_id, rows, form.text("replaces")), Project)
        except Problem as problem:
            return await _writing(view, vault_id, rows, problem)
        return view.go(f"/coffre/{vault_id}/projet", "project_written")

    @post("/signer", status_code=SEE_OTHER)
    async def sign(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        try:
            await talk.ask(SignProject(vault_id=vault_id, digest=form.text("digest")), Project)
        except Problem as problem:
            return await _project(view, vault_id, problem=problem)
        return view.go(f"/coffre/{vault_id}/projet", "project_signed")

    @post("/desaccord", status_code=SEE_OTHER)
    async def disagree(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        try:
            words = _own_words(form)
            await talk.ask(DisagreeWithProject(vault_id=vault_id, words=words), Project)
        except Problem as problem:
            return await _project(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/projet", "project_disagreed")


def rows_in(form: Form) -> Rows:
    """The goals of the form, blank lines left out."""
    goals: Rows = []
    for g in range(GOALS_MAX):
        steps = [_step_in(form, f"{g}-{s}") for s in range(STEPS_MAX)]
        goal = {"words": form.text(f"goal-{g}"), "steps": [step for step in steps if step["words"]]}
        if goal["words"] or goal["steps"]:
            goals.append(goal)
    return goals


def _step_in(form: Form, place: str) -> dict[str, str]:
    state = form.text(f"state-{place}")
    return {
        "words": form.text(f"step-{place}"),
        "who": form.text(f"who-{place}"),
        "state": state if state in STATES else "to_do",
    }


def _written(vault_id: str, rows: Rows, replaces: str) -> WriteProject:
    if not rows or not all(goal["words"] for goal in rows):
        raise InvalidInput("project_goal_missing", "Écrivez le but avant ses étapes.", field="goals")
    lines = [*rows, *(step for goal in rows for step in goal["steps"])]
    if any(len(one["words"]) > WORDS_MAX_CHARS or len(one.get("who", "")) > WHO_MAX_CHARS for one in lines):
        raise InvalidInput("project_too_long", "Une ligne est trop longue.", field="goals")
    goals = msgspec.convert(rows, list[ProjectGoal])
    return WriteProject(vault_id=vault_id, goals=goals, replaces=int(replaces) if replaces.isdecimal() else 0)


def _own_words(form: Form) -> str:
    words = form.long_text("words")
    if not words:
        raise InvalidInput("missing", "Écrivez quelque chose.", field="words")
    if len(words) > DISAGREEMENT_MAX_CHARS:
        raise InvalidInput("note_too_long", "C'est trop long.", field="words")
    return words


async def _project(view: View, vault_id: str, form: Form = EMPTY, problem: Problem | None = None) -> Page:
    talk = view.need("professional", "holder")
    project = await talk.ask(ReadProject(vault_id=vault_id), Project)
    return view.show("project.html", project=project, vault_id=vault_id, form=form, problem=problem)


async def _writing(
    view: View, vault_id: str, rows: Rows | None = None, problem: Problem | None = None
) -> Page:
    """The form, with what was sent when it was refused; what stands meanwhile is under it."""
    talk = view.need("professional", "holder")
    project = await talk.ask(ReadProject(vault_id=vault_id), Project)
    if rows is None:
        rows = msgspec.to_builtins(project.current.goals) if project.current else []
    return view.show(
        "project_form.html",
        project=project,
        vault_id=vault_id,
        goals=_with_room(rows or []),
        states=STATES,
        problem=problem,
    )


def _with_room(rows: Rows) -> Rows:
    """The same with blank lines to fill, as far as the limits allow."""
    blank = {"words": "", "who": "", "state": "to_do"}
    goals = [*rows, {"words": "", "steps": []}][:GOALS_MAX]
    return [{**goal, "steps": [*goal["steps"], *[blank] * SPARE_STEPS][:STEPS_MAX]} for goal in goals]
