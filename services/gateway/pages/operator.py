"""The operator's page: the registers, their last load, and whether each service answers."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, post

from services.gateway.edge.talk import Talk
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, TheView, View
from shared.contracts.directory import FindPlaces, FoundPlaces
from shared.contracts.ingest import GetRegisterStatus, LoadRegister, RegisterReport, RegisterStatus
from shared.contracts.notifications import ListReminders, Reminders
from shared.contracts.shapes import Request
from shared.contracts.vault import FollowUps, ListFollowUps
from shared.problems import Problem, Unavailable

HEALTH_TIMEOUT_S = 2.0
LOAD_TIMEOUT_S = 300.0
QUESTIONS: dict[str, tuple[Request, type[Any]]] = {
    "ingest": (GetRegisterStatus(), RegisterStatus),
    "directory": (FindPlaces(limit=1), FoundPlaces),
    "vault": (ListFollowUps(), FollowUps),
    "notifications": (ListReminders(appointment_ids=[]), Reminders),
}


class Operator(Controller):
    """Loading a register from the page."""

    include_in_schema = False

    @post("/registre", status_code=SEE_OTHER)
    async def load(self, view: TheView) -> Response[Any]:
        talk = view.need("operator")
        form = await view.form()
        try:
            command = LoadRegister(path=form.text("path"), accept_fewer=form.ticked("accept_fewer"))
            report = await talk.ask(command, RegisterReport, timeout_s=LOAD_TIMEOUT_S)
        except Problem as problem:
            return await operator_home(view, form=form, problem=problem)
        return await operator_home(view, report=report)


async def operator_home(
    view: View, *, form: Form = EMPTY, report: RegisterReport | None = None, problem: Problem | None = None
) -> Response[Any]:
    """The page, with what a load has just done or why it was refused."""
    health = {name: await _answers(view.talk, *question) for name, question in QUESTIONS.items()}
    try:
        extents = (await view.talk.ask(GetRegisterStatus(), RegisterStatus)).extents
    except Problem:
        extents = []
    return view.show(
        "operator.html", health=health, extents=extents, form=form, report=report, problem=problem
    )


async def _answers(talk: Talk, question: Request, reply: type[Any]) -> bool:
    """A refusal is an answer: only silence is not."""
    try:
        await talk.ask(question, reply, timeout_s=HEALTH_TIMEOUT_S)
    except Unavailable:
        return False
    except Problem:
        return True
    return True
