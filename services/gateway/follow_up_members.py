"""Who belongs to a follow-up, by name: the vault says which ids, the directory says their names."""

from __future__ import annotations

import msgspec

from services.gateway.edge.talk import Talk
from shared.contracts.directory_names import GetNames, NamedProfessionals
from shared.contracts.vault_consents import FollowUpMembers, ListFollowUpMembers
from shared.problems import Unavailable


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is empty when the directory does not know them or does not answer."""

    professional_id: str
    name: str
    profession: str
    excepted: bool


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """`confirmed`: the directory confirmed who belongs within 15 minutes. `next`: empty at the end."""

    members: list[Member]
    confirmed: bool
    next: str = ""


async def members_of(talk: Talk, vault_id: str, consent_id: str, after: str, limit: int) -> Members:
    """A page of them, for the person who gave the consent."""
    query = ListFollowUpMembers(vault_id=vault_id, consent_id=consent_id, after=after, limit=limit)
    found = await talk.ask(query, FollowUpMembers)
    ids = [member.professional_id for member in found.members]
    try:
        named = await talk.ask(GetNames(professional_ids=ids), NamedProfessionals)
        known = {one.id: one for one in named.professionals}
    except Unavailable:
        known = {}
    members = [
        Member(
            professional_id=member.professional_id,
            name=known[member.professional_id].name if member.professional_id in known else "",
            profession=known[member.professional_id].profession if member.professional_id in known else "",
            excepted=member.excepted,
        )
        for member in found.members
    ]
    by_name = sorted(members, key=lambda m: (m.name == "", m.name))
    return Members(members=by_name, confirmed=found.confirmed, next=found.next)
