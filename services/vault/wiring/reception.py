"""The use cases of a reception: the day's list, acts to sign; on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.act_text import write_act
from services.vault.application.draw_up_act import DrawUpAct, ListActs, VerifyAct
from services.vault.application.list_day_appointments import ListDayAppointments
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Reception:
    draw_up_act: DrawUpAct
    list_acts: ListActs
    verify_act: VerifyAct
    list_day_appointments: ListDayAppointments


def reception_of(ground: Ground) -> Reception:
    log, gate, parts = ground.log, ground.gate, ground.parts
    return Reception(
        draw_up_act=DrawUpAct(log, gate, parts, write_act),
        list_acts=ListActs(log, gate, parts),
        verify_act=VerifyAct(log),
        list_day_appointments=ListDayAppointments(log, gate, ground.follow_ups, ground.appointments),
    )
