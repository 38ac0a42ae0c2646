"""The use cases of appointments given to several people, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.ends import LogOfEnds
from services.vault.application.add_to_group import AddToGroup
from services.vault.application.cancel_group import CancelGroup
from services.vault.application.end_groups import EndGroups
from services.vault.application.get_group import GetGroup
from services.vault.application.group_places import GroupPlaces
from services.vault.application.list_groups import ListGroups
from services.vault.application.move_group import MoveGroup
from services.vault.application.remove_from_group import RemoveFromGroup
from services.vault.application.schedule_group import ScheduleGroup
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Groups:
    schedule_group: ScheduleGroup
    add_to_group: AddToGroup
    remove_from_group: RemoveFromGroup
    move_group: MoveGroup
    cancel_group: CancelGroup
    get_group: GetGroup
    list_groups: ListGroups
    end_groups: EndGroups


def groups_of(ground: Ground) -> Groups:
    places = GroupPlaces(ground.log, ground.gate, ground.appointments)
    return Groups(
        schedule_group=ScheduleGroup(places, ground.keys),
        add_to_group=AddToGroup(places),
        remove_from_group=RemoveFromGroup(places),
        move_group=MoveGroup(places),
        cancel_group=CancelGroup(places),
        get_group=GetGroup(places),
        list_groups=ListGroups(places, ground.groups),
        end_groups=EndGroups(ground.log, ground.keys, ground.groups, LogOfEnds(ground.log.store)),
    )
