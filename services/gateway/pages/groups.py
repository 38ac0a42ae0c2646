"""An appointment given to several people, by the professional: who, when; moved, cancelled, given again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.series_form import EVERY, LEADS, leads_in, rhythm_in, title_in, wall_in
from services.gateway.pages.series_words import WEEKDAYS
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
    GroupSummary,
    ListGroups,
    MoveGroup,
    RemoveFromGroup,
    ScheduleGroup,
)
from shared.contracts.vault_recurring_groups import DATES_MAX, RecurringChange, ScheduleRecurringGroup
from shared.problems import InvalidInput, Problem

ID_CHARS, ONCE = 36, "once"


class GroupPages(Controller):
    """For professionals."""

    path = "/groupes"
    include_in_schema = False

    @get("/")
    async def groups(self, view: TheView) -> Page:
        listed = await view.need("professional").ask(ListGroups(), Groups)
        return view.show("groups.html", groups=lines_of(listed.groups, view.parts.clock.now()))

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
            if form.text("every") not in ("", ONCE):
                again = await talk.ask(_recurring_in(form, view.parts.settings.zone), RecurringChange)
                root = f"/groupes-qui-reviennent/{again.id}"
                return went(view, root, len(again.not_placed), "recurring_scheduled")
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
            added = await talk.ask(AddToGroup(group_id=group_id, vault_ids=chosen_in(form)), GroupChange)
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


def lines_of(groups: Sequence[GroupSummary], now: datetime) -> list[tuple[GroupSummary, int]]:
    """One line a group with, of what comes again, the next date and how many are left: 0 for the others."""
    left = Counter(g.recurring_id for g in groups if g.state == "scheduled" and g.starts_at > now)
    lines, told = [], set()
    for group in groups:
        if group.recurring_id not in told:
            comes = bool(group.recurring_id) and group.state == "scheduled" and group.starts_at > now
            lines.append((group, left[group.recurring_id] if comes else 0))
            told |= {group.recurring_id} if comes else set()
    return lines


def _recurring_in(form: Form, zone: str) -> ScheduleRecurringGroup:
    return converted({**_said(form, zone), "rhythm": rhythm_in(form)}, ScheduleRecurringGroup)


def _group_in(form: Form, zone: str) -> ScheduleGroup:
    return converted(_said(form, zone), ScheduleGroup)


def _said(form: Form, zone: str) -> dict[str, Any]:
    return {
        "title": title_in(form),
        "starts_local": wall_in(form),
        "place_name": form.text("place_name"),
        "zone": zone,
        "capacity": _capacity(form),
        "lead_hours": leads_in(form),
        "vault_ids": chosen_in(form),
    }


def _capacity(form: Form) -> int:
    text = form.text("capacity") or str(PEOPLE_MAX)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= PEOPLE_MAX):
        raise InvalidInput("malformed", "Écrivez un nombre de places, de 1 à 50.", field="capacity")
    return int(text)


def chosen_in(form: Form) -> list[str]:
    """Who is ticked. Raises InvalidInput: nobody, too many."""
    chosen = [one[:ID_CHARS] for one in form.every("vault_ids")[: PEOPLE_MAX + 1]]
    if not chosen:
        raise InvalidInput("group_empty", "Choisissez au moins une personne.", field="vault_ids")
    if len(chosen) > PEOPLE_MAX:
        raise InvalidInput("group_too_many", "Cinquante personnes au plus.", field="vault_ids")
    return chosen


def _told(view: View, change: GroupChange, done: str) -> Response[Any]:
    return went(view, f"/groupes/{change.id}", len(change.not_placed), done)


def went(view: View, path: str, missed: int, done: str) -> Response[Any]:
    """A group's page, which says how many could not be given it, if any."""
    return view.go(f"{path}?done={done}" + (f"&sans={missed}" if missed else ""))


async def followed(view: View) -> list[FollowedPerson]:
    return (await view.talk.ask(ListFollowUps(), FollowUps)).people


async def _new(view: View, form: Form, problem: Problem | None = None) -> Page:
    view.need("professional")
    people = await followed(view)
    return view.show(
        "group_new.html",
        form=form,
        problem=problem,
        people=people,
        leads=LEADS,
        most=PEOPLE_MAX,
        ways=(ONCE, *EVERY),
        weekdays=WEEKDAYS,
        dates_max=DATES_MAX,
    )


async def _one(view: View, group_id: str, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    group = await talk.ask(GetGroup(group_id=group_id), Group)
    over = group.state == "cancelled" or group.starts_at <= view.parts.clock.now()
    placed = {one.vault_id for one in group.people}
    others = [] if over else [one for one in await followed(view) if one.vault_id not in placed]
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
