"""The directory's public facts: who registered, joined, left, and which contact links were made or undone."""

from __future__ import annotations

from typing import ClassVar, Literal

from shared.contracts.shapes import Fact

Role = Literal["member", "manager"]


class ProfessionalRegistered(Fact, frozen=True, kw_only=True):
    """Someone signed up as a professional; nobody has vouched for them yet."""

    TYPE: ClassVar[str] = "directory.professional_registered"
    SUBJECT: ClassVar[str] = "professional_id"
    professional_id: str


class ProfessionalVerified(Fact, frozen=True, kw_only=True):
    """Someone vouched for the professional; `means` tells in what capacity."""

    TYPE: ClassVar[str] = "directory.professional_verified"
    SUBJECT: ClassVar[str] = "professional_id"
    professional_id: str
    means: Literal["operator", "manager", "colleague", "oidc"]


class ProfessionalRetired(Fact, frozen=True, kw_only=True):
    """The professional erased their account: nothing of them can be read any more, and they left every
    organisation.
    """

    TYPE: ClassVar[str] = "directory.professional_retired"
    SUBJECT: ClassVar[str] = "professional_id"
    professional_id: str


class OrganisationRegistered(Fact, frozen=True, kw_only=True):
    """An organisation was registered by its first manager."""

    TYPE: ClassVar[str] = "directory.organisation_registered"
    SUBJECT: ClassVar[str] = "organisation_id"
    organisation_id: str
    name: str


class TeamFormed(Fact, frozen=True, kw_only=True):
    """A team was formed within an organisation."""

    TYPE: ClassVar[str] = "directory.team_formed"
    SUBJECT: ClassVar[str] = "organisation_id"
    organisation_id: str
    team_id: str
    name: str


class MemberJoined(Fact, frozen=True, kw_only=True):
    """`team_id` is empty for the organisation itself, else the team joined within it."""

    TYPE: ClassVar[str] = "directory.member_joined"
    SUBJECT: ClassVar[str] = "organisation_id"
    organisation_id: str
    professional_id: str
    role: Role
    team_id: str = ""


class MemberLeft(Fact, frozen=True, kw_only=True):
    """Leaving the organisation (`team_id` empty) leaves all its teams."""

    TYPE: ClassVar[str] = "directory.member_left"
    SUBJECT: ClassVar[str] = "organisation_id"
    organisation_id: str
    professional_id: str
    team_id: str = ""


class ContactRequested(Fact, frozen=True, kw_only=True):
    """A professional asked another to be in contact."""

    TYPE: ClassVar[str] = "directory.contact_requested"
    SUBJECT: ClassVar[str] = "link_id"
    link_id: str
    requester_id: str
    addressee_id: str


class ContactAccepted(ContactRequested, frozen=True, kw_only=True):
    """Both see each other's name and coordinates from now on."""

    TYPE: ClassVar[str] = "directory.contact_accepted"


class ContactDeclined(ContactRequested, frozen=True, kw_only=True):
    """The one who was asked declined."""

    TYPE: ClassVar[str] = "directory.contact_declined"


class ContactWithdrawn(ContactRequested, frozen=True, kw_only=True):
    """The one who had asked withdrew before an answer."""

    TYPE: ClassVar[str] = "directory.contact_withdrawn"


class ContactSevered(ContactRequested, frozen=True, kw_only=True):
    """A contact was ended by one of the two: coordinates are no longer seen."""

    TYPE: ClassVar[str] = "directory.contact_severed"
