"""The people whose live consents or mandates reach a professional, by pages. The view proposes, each vault
decides.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from uuid import UUID

from services.vault.application.beside import openings_of
from services.vault.application.gate import Gate, require_verified, uuid_of
from services.vault.application.journal import note_once_a_day
from services.vault.application.ports import FollowUps
from services.vault.domain.consent import Reader
from services.vault.domain.consent_end import WARNED_BEFORE, followed_by
from services.vault.domain.opening import way_in
from services.vault.domain.vault import Vault
from shared.contracts.vault import FollowedPerson
from shared.contracts.vault import FollowUps as Reply
from shared.contracts.vault import ListFollowUps as Request
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

SCANNED_MAX = 500  # vaults opened for one filtered page: names are sealed, so that no query can look for them


@dataclass(frozen=True)
class ListFollowUps:
    log: EventLog
    gate: Gate
    follow_ups: FollowUps

    def __call__(self, request: Request, call: Call) -> Reply:
        require_verified(call)
        reader, now = self.gate.reader(call), self.gate.clock.now()
        after = uuid_of(request.after, "after") if request.after else None
        wanted = words_of(request.name)
        scanned = SCANNED_MAX if wanted else request.limit
        found = self.follow_ups.vaults_for(reader, now, after, scanned + 1)
        people: list[FollowedPerson] = []
        last = None
        for last in found[:scanned]:
            person = self._person(last, reader)
            if person is None or not named(person, wanted):
                continue
            note_once_a_day(self.log, call, last, "person_listed", now)
            people.append(person)
            if len(people) == request.limit:
                break
        more = last is not None and last != found[-1]
        by_name = sorted(people, key=lambda p: (p.given_name, p.family_name))
        return Reply(people=by_name, next=str(last) if more else "")

    def _person(self, vault_id: UUID, reader: Reader) -> FollowedPerson | None:
        vault, now = self.log.find(Vault, vault_id), self.gate.clock.now()
        if vault is None:
            return None
        reader = replace(reader, departures=self.gate.departures(vault))
        consent, openings = vault.reach(reader, now).consent, openings_of(self.log, vault)
        opening = None if consent else way_in(openings, reader, None, now)
        if consent is not None:
            until = vault.ends_at(consent)
        elif opening is not None:
            until = opening.until
        else:
            return None
        wanted = [d.wanted("see") for d in vault.documents.values()]
        seen = [w for w in wanted if vault.decide(reader, w, now).allowed or way_in(openings, reader, w, now)]
        return FollowedPerson(
            vault_id=str(vault_id),
            given_name=vault.given_name,
            family_name=vault.family_name,
            until=until,
            documents=len(seen),
            ends_soon=until - now <= WARNED_BEFORE,
            mine=any(followed_by(c, now) == reader.professional_id for c in vault.consents.values()),
        )


def words_of(text: str) -> list[str]:
    """The words of a name, without case nor accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("-", " ").split()


def named(person: FollowedPerson, wanted: list[str]) -> bool:
    """Whether each word looked for is in the person's names."""
    names = " ".join(words_of(f"{person.given_name} {person.family_name}"))
    return all(word in names for word in wanted)
