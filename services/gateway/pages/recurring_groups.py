"""A group that comes again, by the professional: its dates, each a page of its own, and who comes to it."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.groups import ID_CHARS, chosen_in, followed, went
from services.gateway.pages.series_words import told
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Command
from shared.contracts.vault_recurring_groups import (
    CancelRecurringGroup,
    GetRecurringGroup,
    JoinRecurringGroup,
    LeaveRecurringGroup,
    RecurringChange,
    RecurringGroup,
)
from shared.problems import Problem


class RecurringGroupPages(Controller):
    """For professionals."""

    path = "/groupes-qui-reviennent/{recurring_id:str}"
    include_in_schema = False

    @get("/")
    async def one(self, view: TheView, recurring_id: Id) -> Page:
        return await _one(view, recurring_id)

    @post("/personnes", status_code=SEE_OTHER)
    async def join(self, view: TheView, recurring_id: Id) -> Response[Any]:
        view.need("professional")
        form = await view.form()
        try:
            command = JoinRecurringGroup(recurring_id=recurring_id, vault_ids=chosen_in(form))
        except Problem as problem:
            return await _one(view, recurring_id, problem)
        return await _asked(view, command, recurring_id, "recurring_joined")

    @post("/retirer", status_code=SEE_OTHER)
    async def leave(self, view: TheView, recurring_id: Id) -> Response[Any]:
        view.need("professional")
        form = await view.form()
        vault_id = form.text("vault_id")[:ID_CHARS]
        command = LeaveRecurringGroup(recurring_id=recurring_id, vault_id=vault_id)
        return await _asked(view, command, recurring_id, "recurring_left")

    @post("/annuler", status_code=SEE_OTHER)
    async def cancel(self, view: TheView, recurring_id: Id) -> Response[Any]:
        view.need("professional")
        await view.form()
        command = CancelRecurringGroup(recurring_id=recurring_id)
        return await _asked(view, command, recurring_id, "recurring_cancelled")


async def _asked(view: View, command: Command, recurring_id: str, done: str) -> Response[Any]:
    try:
        change = await view.talk.ask(command, RecurringChange)
    except Problem as problem:
        return await _one(view, recurring_id, problem)
    return went(view, f"/groupes-qui-reviennent/{change.id}", len(change.not_placed), done)


async def _one(view: View, recurring_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    group = await talk.ask(GetRecurringGroup(recurring_id=recurring_id), RecurringGroup)
    now = view.parts.clock.now()
    over = group.state == "cancelled" or not group.left
    placed = {one.vault_id for one in group.people if one.dates == group.left}
    others = [] if over else [one for one in await followed(view) if one.vault_id not in placed]
    missed = view.request.query_params.get("sans", "")[:3]
    return view.show(
        "recurring_group.html",
        group=group,
        said=told(view.words, group.rhythm, group.usual_local),
        coming=[one for one in group.dates if one.state == "scheduled" and one.starts_at > now],
        gone=[one for one in group.dates if one.state == "cancelled" and one.starts_at > now],
        over=over,
        others=others,
        missed=int(missed) if missed.isascii() and missed.isdigit() else 0,
        problem=problem,
    )
