"""An appointment given to several people: each has their own and sees no other; all are given or none;
whatever is cancelled, moved or interrupted, nobody is told twice nor forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.vault.adapters.tables import APPOINTMENT_VIEW
from services.vault.domain.appointment import APPOINTMENTS_MAX
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_groups as g
from shared.contracts.vault_facts import AppointmentScheduled
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem, Refused, Unavailable
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, professional, terms

NAMES = ("Awa", "Binta", "Nour")


def people(house: House) -> list[str]:
    return [house.open_vault(given_name=name)[0] for name in NAMES]


def give(house: House, vault_ids: list[str], key: str = "", **changes: Any) -> g.GroupChange:
    fields = {"title": "Atelier (démo)", "starts_local": "2030-07-16T14:00", **changes}
    made: g.GroupChange = house.ask(AGNES, g.ScheduleGroup(vault_ids=vault_ids, **fields), key)
    return made


def calendar(house: House, vault_id: str) -> list[tuple[str, str]]:
    listed = house.ask(holder(vault_id), a.ListAppointments(vault_id=vault_id)).appointments
    return [(one.starts_local, one.state) for one in listed]


def names(house: House, group_id: str, actor: Actor = AGNES) -> list[str]:
    return [one.given_name for one in house.ask(actor, g.GetGroup(group_id=group_id)).people]


@pytest.mark.feature("S1")
def test_each_person_has_their_own_appointment_and_nothing_tells_who_else_comes(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults, place_name="Centre (démo)")
    assert (made.placed, made.not_placed) == (vaults, [])
    assert names(house, made.id) == list(NAMES)
    listed = house.ask(AGNES, g.ListGroups()).groups
    assert [(one.id, one.people, one.state) for one in listed] == [(made.id, 3, "scheduled")]
    for vault_id in vaults:
        (one,) = house.ask(holder(vault_id), a.ListAppointments(vault_id=vault_id)).appointments
        assert (one.title, one.place_name, one.starts_local) == (
            "Atelier (démo)",
            "Centre (démo)",
            "2030-07-16T14:00",
        )
        told = repr(one) + repr(house.log_of(vault_id))
        assert made.id not in told
        assert not [other for other in vaults if other != vault_id and other in told]
    facts = b"".join(data for kind, data in house.facts() if kind == AppointmentScheduled.TYPE)
    assert made.id.encode() not in facts


@pytest.mark.feature("S1")
def test_who_may_not_be_given_one_is_told_of_and_the_others_have_theirs(house: House) -> None:
    awa, binta, _ = people(house)
    closed, _ = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    nowhere = str(uuid4())
    made = give(house, [awa, closed, nowhere, binta, awa.upper()])
    assert made.placed == [awa, binta]
    assert {one.vault_id: one.reason for one in made.not_placed} == {
        closed: "scope",
        nowhere: "no_consent",
    }
    assert [line.kind for line in house.log_of(closed)][-1] == "access_refused"
    assert calendar(house, closed) == []


@pytest.mark.feature("S1")
def test_when_nobody_may_be_given_one_or_it_is_past_or_there_is_no_room_nothing_is_kept(house: House) -> None:
    vaults = people(house)
    closed, _ = house.open_vault(consent=terms(actions=["see"]))
    with pytest.raises(NotAllowed):
        give(house, [closed])
    assert [line.kind for line in house.log_of(closed)][-1] == "access_refused"
    with pytest.raises(InvalidInput):
        give(house, vaults, starts_local="2030-04-01T10:00")
    with pytest.raises(Refused) as full:
        give(house, vaults, capacity=2)
    assert full.value.code == "group_full"
    rows = [
        {"appointment_id": uuid4(), "vault_id": UUID(vaults[0]), "position": n}
        for n in range(APPOINTMENTS_MAX)
    ]
    with house.database.views.begin() as connection:
        connection.execute(sa.insert(APPOINTMENT_VIEW), rows)
    with pytest.raises(Refused) as crowded:
        give(house, vaults[:1])
    assert crowded.value.code == "appointments_full"
    assert house.ask(AGNES, g.ListGroups()).groups == []
    assert AppointmentScheduled.TYPE not in [kind for kind, _ in house.facts()]


@pytest.mark.feature("S1")
def test_places_are_added_taken_back_and_freed_by_whoever_cancels_theirs(house: House) -> None:
    awa, binta, nour = people(house)
    made = give(house, [awa, binta], capacity=2)
    add = g.AddToGroup(group_id=made.id, vault_ids=[binta, nour])
    with pytest.raises(Refused) as refusal:
        house.ask(BRUNO, add)
    assert refusal.value.code == "group_full"
    (hers,) = house.ask(holder(awa), a.ListAppointments(vault_id=awa)).appointments
    house.ask(holder(awa), a.CancelAppointment(vault_id=awa, appointment_id=hers.id))
    assert house.ask(BRUNO, add).placed == [nour], "a colleague of the same service"
    assert names(house, made.id) == ["Binta", "Nour"]
    house.ask(AGNES, g.RemoveFromGroup(group_id=made.id, vault_id=binta))
    assert calendar(house, binta) == [("2030-07-16T14:00", "cancelled")]
    with pytest.raises(NotFound):
        house.ask(AGNES, g.RemoveFromGroup(group_id=made.id, vault_id=binta))
    assert names(house, made.id) == ["Nour"]


@pytest.mark.feature("S1")
def test_the_group_is_moved_then_cancelled_and_each_appointment_with_it(house: House) -> None:
    awa, binta, nour = people(house)
    made = give(house, [awa, binta, nour])
    (hers,) = house.ask(holder(binta), a.ListAppointments(vault_id=binta)).appointments
    elsewhere = a.MoveAppointment(vault_id=binta, appointment_id=hers.id, starts_local="2030-07-18T09:00")
    house.ask(holder(binta), elsewhere)
    consent = house.ask(holder(nour), v.GetVault(vault_id=nour)).consents[0]
    house.ask(holder(nour), v.RevokeConsent(vault_id=nour, consent_id=consent.id))
    moved = house.ask(AGNES, g.MoveGroup(group_id=made.id, starts_local="2030-07-17T15:00"))
    assert (moved.placed, moved.not_placed) == ([awa], [g.NotPlaced(vault_id=nour, reason="left")])
    assert calendar(house, awa) == [("2030-07-17T15:00", "scheduled")]
    assert calendar(house, binta) == [("2030-07-18T09:00", "scheduled")], "where she put it"
    assert calendar(house, nour) == [("2030-07-16T14:00", "cancelled")], "no longer true, and taken back"
    shown = house.ask(AGNES, g.GetGroup(group_id=made.id))
    assert [(one.given_name, one.apart) for one in shown.people] == [("Awa", False), ("Binta", True)]
    cancel = g.CancelGroup(group_id=made.id)
    house.ask(AGNES, cancel)
    assert {state for vault in (awa, binta, nour) for _, state in calendar(house, vault)} == {"cancelled"}
    for request in (cancel, g.MoveGroup(group_id=made.id, starts_local="2030-07-19T15:00"),
                    g.AddToGroup(group_id=made.id, vault_ids=[awa])):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            house.ask(AGNES, request)
        assert refusal.value.code == "group_cancelled"


def test_cancelling_reaches_whose_sharing_ended_and_shows_nothing_of_them(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta])
    consent = house.ask(holder(binta), v.GetVault(vault_id=binta)).consents[0]
    house.ask(holder(binta), v.RevokeConsent(vault_id=binta, consent_id=consent.id))
    shown = house.ask(AGNES, g.GetGroup(group_id=made.id))
    assert ([one.given_name for one in shown.people], shown.unseen) == (["Awa"], 1)
    assert "Binta" not in repr(house.ask(AGNES, g.CancelGroup(group_id=made.id)))
    assert calendar(house, binta) == [("2030-07-16T14:00", "cancelled")]
    assert house.log_of(binta)[-1].kind in ("appointment_cancelled", "appointments_listed")


def test_a_group_is_found_by_nobody_else(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults)
    requests = (
        g.GetGroup(group_id=made.id),
        g.AddToGroup(group_id=made.id, vault_ids=vaults),
        g.RemoveFromGroup(group_id=made.id, vault_id=vaults[0]),
        g.MoveGroup(group_id=made.id, starts_local="2030-07-17T15:00"),
        g.CancelGroup(group_id=made.id),
    )
    for request in requests:
        with pytest.raises(NotFound) as refusal:
            house.ask(CHLOE, request)
        assert refusal.value.code == "group_not_found"
        for stranger in (holder(vaults[0]), professional("Inconnue", "org-1", verified=False)):
            with pytest.raises(NotAllowed):
                house.ask(stranger, request)
    assert house.ask(CHLOE, g.ListGroups()).groups == []
    with pytest.raises(NotAllowed):
        house.ask(
            holder(vaults[0]), g.ScheduleGroup(title="x", starts_local="2030-07-16T14:00", vault_ids=vaults)
        )
    assert {len(calendar(house, vault)) for vault in vaults} == {1}


@pytest.mark.feature("S1")
def test_who_left_the_service_neither_finds_nor_moves_nor_cancels_the_group_they_gave(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults)
    house.directory.leaves(AGNES.id, "org-1")
    house.hear()
    for request in (
        g.GetGroup(group_id=made.id),
        g.RemoveFromGroup(group_id=made.id, vault_id=vaults[0]),
        g.MoveGroup(group_id=made.id, starts_local="2030-07-17T15:00"),
        g.CancelGroup(group_id=made.id),
    ):
        with pytest.raises(NotFound):
            house.ask(AGNES, request)
    assert house.ask(AGNES, g.ListGroups()).groups == []
    assert {one for vault in vaults for one in calendar(house, vault)} == {("2030-07-16T14:00", "scheduled")}
    assert [one.id for one in house.ask(BRUNO, g.ListGroups()).groups] == [made.id]


@pytest.mark.feature("S1")
def test_while_memberships_cannot_be_confirmed_moving_a_group_takes_nobodys_appointment(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta])
    house.clock.move(timedelta(minutes=20))
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, g.MoveGroup(group_id=made.id, starts_local="2030-07-17T15:00"))
    assert refusal.value.code == "memberships_stale"
    for vault in (awa, binta):
        assert calendar(house, vault) == [("2030-07-16T14:00", "scheduled")]


def test_an_erased_vault_leaves_the_group_by_itself(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta], capacity=2)
    house.ask(holder(binta), v.EraseVault(vault_id=binta, confirmation="EFFACER"))
    shown = house.ask(AGNES, g.GetGroup(group_id=made.id))
    assert ([one.given_name for one in shown.people], shown.unseen) == (["Awa"], 0)
    house.clock.move(timedelta(days=90))
    house.hear()


@contextmanager
def dying(house: House, moment: str) -> Iterator[None]:
    """The process dies before its transaction, or after it and before the answer leaves."""
    store = house.uses.log.store
    append = store.append

    def die(*given: Any, **said: Any) -> Any:
        if moment == "after":
            append(*given, **said)
        raise Unavailable("killed")

    store.append = die  # type: ignore[method-assign]
    try:
        yield
    finally:
        store.append = append  # type: ignore[method-assign]
        house.open()


@pytest.mark.feature("S1")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_whenever_it_dies_everybody_has_theirs_once_or_nobody_and_asking_again_ends_it(
    house: House, moment: str
) -> None:
    vaults = people(house)
    with dying(house, moment), pytest.raises(Problem):
        give(house, vaults, key="the same")
    while house.uses.views.run_once():
        pass
    given = {len(calendar(house, vault)) for vault in vaults}
    assert given == ({1} if moment == "after" else {0}), "never some"
    made = give(house, vaults, key="the same")
    assert made.placed == vaults
    assert {len(calendar(house, vault)) for vault in vaults} == {1}
    with dying(house, moment), pytest.raises(Problem):
        house.ask(AGNES, g.CancelGroup(group_id=made.id), key="stop")
    while house.uses.views.run_once():
        pass
    states = {state for vault in vaults for _, state in calendar(house, vault)}
    assert states == ({"cancelled"} if moment == "after" else {"scheduled"}), "never some"
    house.ask(AGNES, g.CancelGroup(group_id=made.id), key="stop")
    assert {state for vault in vaults for _, state in calendar(house, vault)} == {"cancelled"}
