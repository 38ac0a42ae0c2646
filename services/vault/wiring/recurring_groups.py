"""The use cases of groups that come again, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.cancel_recurring_group import CancelRecurringGroup
from services.vault.application.get_recurring_group import GetRecurringGroup
from services.vault.application.group_places import GroupPlaces
from services.vault.application.join_recurring_group import JoinRecurringGroup
from services.vault.application.leave_recurring_group import LeaveRecurringGroup
from services.vault.application.recurring_places import RecurringPlaces
from services.vault.application.schedule_recurring_group import ScheduleRecurringGroup
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class RecurringGroups:
    schedule_recurring_group: ScheduleRecurringGroup
    join_recurring_group: JoinRecurringGroup
    leave_recurring_group: LeaveRecurringGroup
    cancel_recurring_group: CancelRecurringGroup
    get_recurring_group: GetRecurringGroup


def recurring_groups_of(ground: Ground) -> RecurringGroups:
    places = RecurringPlaces(GroupPlaces(ground.log, ground.gate, ground.appointments))
    return RecurringGroups(
        schedule_recurring_group=ScheduleRecurringGroup(places, ground.keys),
        join_recurring_group=JoinRecurringGroup(places),
        leave_recurring_group=LeaveRecurringGroup(places),
        cancel_recurring_group=CancelRecurringGroup(places),
        get_recurring_group=GetRecurringGroup(places),
    )
