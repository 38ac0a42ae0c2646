"""What the directory says and answers: professionals, organisations, teams, contact links, places."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.ingest import Place
from shared.contracts.shapes import Command, Done, FeedPage, Query, Reply

NAME_MAX = 120
PAGE_MAX = 50
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_MAX)]
Role = Literal["member", "manager"]
LinkState = Literal["requested", "accepted", "declined", "withdrawn", "severed"]


# ---------------------------------------------------------------- professionals
class ProfessionalCard(Reply, frozen=True, kw_only=True):
    """What one may see of a professional: initials always, name and coordinates once linked (or oneself)."""

    id: str
    initials: str
    profession: str
    organisations: list[str] = []
    verified: bool = False
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    link_id: str = ""
    link_state: LinkState | Literal[""] = ""
    link_asked_by_me: bool = False


class ProfessionalCards(Reply, frozen=True, kw_only=True):
    professionals: list[ProfessionalCard]


class RegisterProfessional(Command, frozen=True, kw_only=True):
    """The actor registers their own profile; `phone` is E.164 or French national form, may be empty."""

    REPLY: ClassVar[type[Any]] = Done
    given_name: Name
    family_name: Name
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    profession: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""


class VerifyProfessional(Command, frozen=True, kw_only=True):
    """By an operator, a manager of an organisation they belong to, or a verified colleague."""

    professional_id: str


class GetProfessional(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = ProfessionalCard
    professional_id: str


class FindProfessionals(Query, frozen=True, kw_only=True):
    """Search by exact initials, profession, or organisation name words; never by name unless linked."""

    REPLY: ClassVar[type[Any]] = ProfessionalCards
    text: Annotated[str, msgspec.Meta(max_length=NAME_MAX)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX)] = 20


# ---------------------------------------------------------------- organisations
class Member(Reply, frozen=True, kw_only=True):
    professional_id: str
    initials: str
    role: Role
    verified: bool
    given_name: str = ""
    family_name: str = ""
    team_ids: list[str] = []


class Team(Reply, frozen=True, kw_only=True):
    id: str
    name: str


class Organisation(Reply, frozen=True, kw_only=True):
    """Members (with names) are listed for the organisation's own members only."""

    id: str
    name: str
    place_id: str = ""
    my_role: Role | Literal[""] = ""
    teams: list[Team] = []
    members: list[Member] = []


class Organisations(Reply, frozen=True, kw_only=True):
    organisations: list[Organisation]


class RegisterOrganisation(Command, frozen=True, kw_only=True):
    """By a verified professional, who becomes its first manager. `place_id`: FINESS ET number or empty."""

    REPLY: ClassVar[type[Any]] = Done
    name: Name
    place_id: Annotated[str, msgspec.Meta(max_length=20)] = ""


class FormTeam(Command, frozen=True, kw_only=True):
    """By a manager; the reply's id is the team's."""

    REPLY: ClassVar[type[Any]] = Done
    organisation_id: str
    name: Name


class AddMember(Command, frozen=True, kw_only=True):
    """By a manager. With `team_id`, joins that team too. A manager's adding verifies the professional."""

    organisation_id: str
    professional_id: str
    role: Role = "member"
    team_id: str = ""


class RemoveMember(Command, frozen=True, kw_only=True):
    """By a manager or oneself. The last manager cannot leave members behind (`refused:last_manager`)."""

    organisation_id: str
    professional_id: str


class GetOrganisation(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Organisation
    organisation_id: str


class ListMyOrganisations(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Organisations


# ---------------------------------------------------------------- contact links
class ContactLink(Reply, frozen=True, kw_only=True):
    id: str
    state: LinkState
    asked_by_me: bool
    other: ProfessionalCard


class ContactLinks(Reply, frozen=True, kw_only=True):
    links: list[ContactLink]


class RequestContact(Command, frozen=True, kw_only=True):
    """By a verified professional; the reply's id is the link's. One live link per pair."""

    REPLY: ClassVar[type[Any]] = Done
    professional_id: str


class AcceptContact(Command, frozen=True, kw_only=True):
    link_id: str


class DeclineContact(Command, frozen=True, kw_only=True):
    link_id: str


class WithdrawContact(Command, frozen=True, kw_only=True):
    link_id: str


class SeverContact(Command, frozen=True, kw_only=True):
    link_id: str


class ListContacts(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = ContactLinks


# ---------------------------------------------------------------- places
class FoundPlace(Reply, frozen=True, kw_only=True):
    """`distance_m` in metres when the search had a position and the place has one."""

    place: Place
    distance_m: int | None = None
    score: float = 0.0


class FoundPlaces(Reply, frozen=True, kw_only=True):
    places: list[FoundPlace]
    total: int = 0


class FindPlaces(Query, frozen=True, kw_only=True):
    """Words with typos and without accents, near a WGS84 position or within a commune (INSEE code)."""

    REPLY: ClassVar[type[Any]] = FoundPlaces
    text: Annotated[str, msgspec.Meta(max_length=200)] = ""
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, msgspec.Meta(gt=0, le=500)] | None = None
    code_insee: Annotated[str, msgspec.Meta(max_length=5)] = ""
    category: Annotated[str, msgspec.Meta(max_length=10)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE_MAX)] = 20


class GetPlace(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Place
    source: str
    id: str


class ReadFacts(Query, frozen=True, kw_only=True):
    """A page of the directory's feed: facts after `after`, at most `limit`."""

    REPLY: ClassVar[type[Any]] = FeedPage
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200
