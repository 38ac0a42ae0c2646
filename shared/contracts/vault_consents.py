"""What the vault says of consents once they are asked or granted: how they stand, last, are passed on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply
from shared.contracts.vault_terms import ConsentTerms

MEMBERS_PAGE_MAX = 200
NAME_MAX = 120


class HandOver(Reply, frozen=True, kw_only=True):
    """Which colleague follows the person now; until `until` when it is for an absence."""

    from_id: str
    from_name: str = ""
    to_id: str
    to_name: str = ""
    until: datetime | None = None


class Consent(Reply, frozen=True, kw_only=True):
    """A consent as the holder and its grantee see it. `state` is computed by the clock at the answer.

    `ended_by`: why it is not live (`consent_revoked`, `consent_expired`, `follow_up_quiet`, `grantee_left`;
    its own, or of what it stands under). `ends_at`: when it ends if nothing more is done; `quiet_at`: when it
    ends for want of any act. `renewable`: it ends within 30 days. `parent_id`, `shared_by_name`: what it was
    re-shared under, by whom. `acting_for`: the organisation that one professional acted for.
    """

    id: str
    terms: ConsentTerms
    state: Literal["live", "ended", "revoked"]
    granted_at: datetime
    remaining_days: int = 0
    ended_by: str = ""
    ends_at: datetime | None = None
    quiet_at: datetime | None = None
    renewable: bool = False
    parent_id: str = ""
    shared_by_name: str = ""
    acting_for: str = ""
    acting_for_name: str = ""
    hand_over: HandOver | None = None


class ConsentRequest(Reply, frozen=True, kw_only=True):
    """`renews`: the consent that it asks to prolong, on the same terms; empty for a new one."""

    id: str
    asked_by: str
    asked_by_name: str
    terms: ConsentTerms
    asked_at: datetime
    state: Literal["waiting", "granted", "refused"]
    renews: str = ""


class RenewConsent(Command, frozen=True, kw_only=True):
    """By the holder: the same terms, for as long again from now. Answers the request to renew, if any."""

    vault_id: str
    consent_id: str


class ProposeRenewal(Command, frozen=True, kw_only=True):
    """By a professional whom the consent reaches: asks the person to renew it; the reply's id is the
    request's."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    consent_id: str


class ReshareConsent(Command, frozen=True, kw_only=True):
    """By a professional whom the consent reaches, if it allows `reshare`: the same or less, never for longer.
    The reply's id is the new consent's."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    consent_id: str
    terms: ConsentTerms


class ExceptMember(Command, frozen=True, kw_only=True):
    """By the holder: this member of the grantee may not, at once, in any consent to that grantee."""

    vault_id: str
    consent_id: str
    professional_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class AdmitMember(Command, frozen=True, kw_only=True):
    """By the holder: this member may again."""

    vault_id: str
    consent_id: str
    professional_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class FollowUpMember(Reply, frozen=True, kw_only=True):
    professional_id: str
    excepted: bool


class FollowUpMembers(Reply, frozen=True, kw_only=True):
    """`confirmed`: the directory confirmed who belongs within 15 minutes. `next`: empty at the end."""

    members: list[FollowUpMember]
    confirmed: bool = True
    next: str = ""


class ListFollowUpMembers(Query, frozen=True, kw_only=True):
    """By the holder: who belongs to the grantee of a consent, by id; `after` is the last id of a page."""

    REPLY: ClassVar[type[Any]] = FollowUpMembers
    vault_id: str
    consent_id: str
    after: Annotated[str, msgspec.Meta(max_length=64)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MEMBERS_PAGE_MAX)] = MEMBERS_PAGE_MAX


class HandOverFollowUp(Command, frozen=True, kw_only=True):
    """By a member of the grantee, to a colleague who is one too; until `until` when it is for an absence.
    The name is shown to the person, never decided upon."""

    vault_id: str
    consent_id: str
    professional_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    professional_name: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""
    until: datetime | None = None


class WithdrawDocument(Command, frozen=True, kw_only=True):
    """By its depositor, within 24 hours, while the person has not opened it: put in the wrong vault."""

    vault_id: str
    document_id: str
