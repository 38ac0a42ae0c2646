"""A professional erases what the directory knows of them: leaves every service, ends every link.

The decision is stored first; then the order is written apart, the key destroyed, the search emptied. What a
crash cuts is finished by the next round, and an old backup brings nobody back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.directory.application.list_contacts import links_of
from services.directory.application.people import acting_id, organisation_named
from services.directory.application.ports import Uses
from services.directory.domain.contact_link import ContactLink
from services.directory.domain.professional import Professional
from shared.contracts.directory_leaving import RetireProfessional
from shared.contracts.shapes import Done
from shared.eventstore.erased_list import ErasureOrder
from shared.eventstore.log import Change
from shared.rpc.call import Actor, Call

MYSELF = Actor(id="service:directory", kind="service")
AT_ONCE_MAX = 500


def retire_professional(uses: Uses, _request: RetireProfessional, call: Call) -> Done:
    """Again changes nothing. Raises `refused:last_manager` while a service would be left without one."""
    me = acting_id(call)

    def work() -> Change:
        professional = uses.log.find(Professional, me)
        changed: list[Aggregate] = []
        if professional is not None and not professional.retired:
            changed = [*_left(uses, professional), *_ended(uses, professional)]
            professional.retire()
            changed.append(professional)
        return Change(reply=Done(id=str(me)), aggregates=changed)

    done = uses.log.command(call, Done, work)
    _forget(uses, me, "holder")
    return done


@dataclass
class FinishRetirements:
    """One round: whoever retired, or is in the list of the erased, is erased here; each looked at once."""

    uses: Uses
    seen: set[UUID] = field(default_factory=set)
    position: int = 0

    def __call__(self) -> int:
        orders = {order.subject_id for order in self.uses.erased.orders()}
        waiting = (orders | self._retired()) - self.seen
        for professional_id in waiting:
            self._end(professional_id)
            _forget(self.uses, professional_id, "unknown")
            self.seen.add(professional_id)
        return len(waiting)

    def _retired(self) -> set[UUID]:
        store, found = self.uses.log.store, set()
        topics = (Professional.Retired.TOPIC,)
        while page := store.select_notifications(
            self.position, AT_ONCE_MAX, topics=topics, inclusive_of_start=False
        ):
            found |= {UUID(str(event.originator_id)) for event in page}
            self.position = page[-1].id
        return found

    def _end(self, professional_id: UUID) -> None:
        """After a restore of the events: retired again."""

        def work() -> Change:
            professional = self.uses.log.find(Professional, professional_id)
            if professional is None or professional.retired:
                return Change(reply=Done())
            professional.retire()
            return Change(reply=Done(), aggregates=[professional])

        self.uses.log.command(Call(actor=MYSELF), Done, work)


def _left(uses: Uses, professional: Professional) -> list[Aggregate]:
    left: list[Aggregate] = []
    for organisation_id in [*professional.organisation_ids]:
        organisation = organisation_named(uses, organisation_id)
        organisation.remove(str(professional.id), str(professional.id))
        professional.leave(organisation_id)
        left.append(organisation)
    return left


def _ended(uses: Uses, professional: Professional) -> list[ContactLink]:
    """Their links that are asked or accepted, at most LINKS_MAX; others say nothing of now."""
    me, ended = str(professional.id), []
    for link in links_of(uses, me):
        if link.end_with(me):
            ended.append(link)
    return ended


def _forget(uses: Uses, professional_id: UUID, by: str) -> None:
    """There is no way back from here; again does no harm."""
    uses.erased.add(ErasureOrder(professional_id, uses.log.clock.now(), by, "holder"))
    uses.keys.destroy(professional_id)
    uses.log.forget(professional_id)
    uses.professionals.forget(str(professional_id))
