"""An appointment given to several people, by the professional: who, when; moved, cancelled, given again."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.series_form import LEADS, leads_in, title_in, wall_in
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault import FollowedPerson, FollowUps, ListFollowUps
from shared.contracts.vault_groups import (
    PEOPLE_MAX,
    AddToGroup,
    CancelGroup,
    GetGroup,
    Group,
    GroupChange,
    Groups,
    ListGroups,
    MoveGroup,
    RemoveFromGroup,
    ScheduleGroup,
)
from shared.problems import InvalidInput, Problem

ID_CHARS = 36


class GroupPages(Controller):
    """For professionals."""

    path = "/groupes"
    include_in_schema = False

    @get("/")
    async def groups(self, view: TheView) -> Page:
        listed = await view.need("professional").ask(ListGroups(), Groups)
        return view.show("groups.html", groups=listed.groups)

    @get("/nouveau")
    async def new(self, view: TheView) -> Page:
        """Blank, or filled in from another group (`comme`), to give it again."""
        talk, like = view.need("professional"), view.request.query_params.get("comme", "")[:ID_CHARS]
        if not like:
            return await _new(view, EMPTY)
        group = await talk.ask(GetGroup(group_id=like), Group)
        said = {
            "title": [group.title],
            "place_name": [group.place_name],
            "capacity": [str(group.capacity)],
            "lead_hours": [str(lead) for lead in group.lead_hours],
            "vault_ids": [one.vault_id for one in group.people],
        }
        return await _new(view, Form(said))

    @post("/", status_code=SEE_OTHER)
    async def schedule(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            made = await talk.ask(_group_in(form, view.parts.settings.zone), GroupChange)
        except Problem as problem:
            return await _new(view, form, problem)
        return _told(view, made, "group_scheduled")

    @get("/{group_id:str}")
    async def one(self, view: TheView, group_id: Id) -> Page:
        return await _one(view, group_id)

    @post("/{group_id:str}/deplacer", status_code=SEE_OTHER)
    async def move(self, view: TheView, group_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            moved = await talk.ask(MoveGroup(group_id=group_id, starts_local=wall_in(form)), GroupChange)
        except Problem as problem:
            return await _one(view, group_id, problem)
        return _told(view, moved, "group_moved")

    @post("/{group_id:str}/personnes", status_code=SEE_OTHER)
    async def add(self, view: TheView, group_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        try:
            added = await talk.ask(AddToGroup(group_id=group_id, vault_ids=_chosen(form)), GroupChange)
        except Problem as problem:
            return await _one(view, group_id, problem)
        return _told(view, added, "group_added")

    @post("/{group_id:str}/retirer", status_code=SEE_OTHER)
    async def remove(self, view: TheView, group_id: Id) -> Response[Any]:
        talk = view.need("professional")
        form = await view.form()
        command = RemoveFromGroup(group_id=group_id, vault_id=form.text("vault_id")[:ID_CHARS])
        try:
            removed = await talk.ask(command, GroupChange)
        except Problem as problem:
            return await _one(view, group_id, problem)
        return _told(view, removed, "group_removed")

    @post("/{group_id:str}/annuler", status_code=SEE_OTHER)
    async def cancel(self, view: TheView, group_id: Id) -> Response[Any]:
        talk = view.need("professional")
        await view.form()
        try:
            cancelled = await talk.ask(CancelGroup(group_id=group_id), GroupChange)
        except Problem as problem:
            return await _one(view, group_id, problem)
        return _told(view, cancelled, "group_cancelled")


def _group_in(form: Form, zone: str) -> ScheduleGroup:
    said = {
        "title": title_in(form),
        "starts_local": wall_in(form),
        "place_name": form.text("place_name"),
        "zone": zone,
        "capacity": _capacity(form),
        "lead_hours": leads_in(form),
        "vault_ids": _chosen(form),
    }
    return converted(said, ScheduleGroup)


def _capacity(form: Form) -> int:
    text = form.text("capacity") or str(PEOPLE_MAX)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= PEOPLE_MAX):
        raise InvalidInput("malformed", "Écrivez un nombre de places, de 1 à 50.", field="capacity")
    return int(text)


def _chosen(form: Form) -> list[str]:
    chosen = [one[:ID_CHARS] for one in form.every("vault_ids")[: PEOPLE_MAX + 1]]
    if not chosen:
        raise InvalidInput("group_empty", "Choisissez au moins une personne.", field="vault_ids")
    if len(chosen) > PEOPLE_MAX:
        raise InvalidInput("group_too_many", "Cinquante personnes au plus.", field="vault_ids")
    return chosen


def _told(view: View, change: GroupChange, done: str) -> Response[Any]:
    """The group's page, which says how many could not be given it, if any."""
    missed = len(change.not_placed)
    return view.go(f"/groupes/{change.id}?done={done}" + (f"&sans={missed}" if missed else ""))


async def _people(view: View) -> list[FollowedPerson]:
    return (await view.talk.ask(ListFollowUps(), FollowUps)).people


async def _new(view: View, form: Form, problem: Problem | None = None) -> Page:
    view.need("professional")
    people = await _people(view)
    return view.show(
        "group_new.html", form=form, problem=problem, people=people, leads=LEADS, most=PEOPLE_MAX
    )


async def _one(view: View, group_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    group = await talk.ask(GetGroup(group_id=group_id), Group)
    over = group.state == "cancelled" or group.starts_at <= view.parts.clock.now()
    placed = {one.vault_id for one in group.people}
    others = [] if over else [one for one in await _people(view) if one.vault_id not in placed]
    missed = view.request.query_params.get("sans", "")[:3]
    return view.show(
        "group.html",
        group=group,
        over=over,
        others=others,
        taken=len(group.people) + group.unseen,
        missed=int(missed) if missed.isascii() and missed.isdigit() else 0,
        problem=problem,
    )
