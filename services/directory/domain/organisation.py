"""An organisation: its teams, its members and their roles, and the rule that it is never left without a
manager.
"""

from __future__ import annotations

from typing import Literal, Self
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from shared.problems import Conflict, NotAllowed, NotFound, Refused

Role = Literal["member", "manager"]
MEMBERS_MAX = 500
TEAMS_MAX = 100


class Organisation(Aggregate):
    """`members`: professional → role; `teams`: team → name; `team_members`: team → professionals."""

    TOPIC = "directory.Organisation"

    class Created(Aggregate.Created):
        TOPIC = "directory.Organisation.Created"

    class Registered(Created):
        TOPIC = "directory.Organisation.Registered"
        name: str
        place_id: str
        manager_id: str

    class TeamFormed(Aggregate.Event):
        TOPIC = "directory.Organisation.TeamFormed"
        team_id: str
        name: str

    class MemberJoined(Aggregate.Event):
        TOPIC = "directory.Organisation.MemberJoined"
        professional_id: str
        role: Role

    class RoleGiven(Aggregate.Event):
        TOPIC = "directory.Organisation.RoleGiven"
        professional_id: str
        role: Role

    class TeamJoined(Aggregate.Event):
        TOPIC = "directory.Organisation.TeamJoined"
        team_id: str
        professional_id: str
        role: Role

    class MemberLeft(Aggregate.Event):
        TOPIC = "directory.Organisation.MemberLeft"
        professional_id: str

    def __init__(self, name: str, place_id: str, manager_id: str) -> None:
        self.name = name
        self.place_id = place_id
        self.members: dict[str, Role] = {manager_id: "manager"}
        self.teams: dict[str, str] = {}
        self.team_members: dict[str, list[str]] = {}

    @classmethod
    def register(cls, organisation_id: UUID, name: str, place_id: str, manager_id: str) -> Self:
        """A new organisation whose first manager is who registers it."""
        return cls._create(
            cls.Registered, id=organisation_id, name=name, place_id=place_id, manager_id=manager_id
        )

    def must_be_managed_by(self, professional_id: str) -> None:
        """Raise `not_allowed:not_manager`."""
        if self.members.get(professional_id) != "manager":
            raise NotAllowed("not_manager", "Seul un responsable de la structure peut faire cela.")

    def form_team(self, by: str, team_id: str, name: str) -> None:
        """By a manager. Raises `conflict` for a name already taken, `refused` beyond 100 teams."""
        self.must_be_managed_by(by)
        if name.casefold() in (taken.casefold() for taken in self.teams.values()):
            raise Conflict("team_exists", "Une équipe porte déjà ce nom.", field="name")
        if len(self.teams) >= TEAMS_MAX:
            raise Refused("too_many_teams", f"Une structure peut avoir {TEAMS_MAX} équipes au plus.")
        self._team_formed(team_id=team_id, name=name)

    def add(self, by: str, professional_id: str, role: Role, team_id: str) -> None:
        """By a manager: the professional joins, or gets another role; and joins the team if one is named."""
        self.must_be_managed_by(by)
        if team_id and team_id not in self.teams:
            raise NotFound("team", "Cette équipe n'existe pas dans la structure.", field="team_id")
        held = self.members.get(professional_id)
        if held is None:
            if len(self.members) >= MEMBERS_MAX:
                raise Refused("too_many_members", f"Une structure peut avoir {MEMBERS_MAX} membres au plus.")
            self._member_joined(professional_id=professional_id, role=role)
        elif held != role:
            if held == "manager":
                self._another_manager_than(professional_id)
            self._role_given(professional_id=professional_id, role=role)
        if team_id and professional_id not in self.team_members[team_id]:
            self._team_joined(team_id=team_id, professional_id=professional_id, role=role)

    def remove(self, by: str, professional_id: str) -> None:
        """By a manager or oneself; leaves all teams. Raises `refused:last_manager` while members would
        remain.
        """
        if by != professional_id:
            self.must_be_managed_by(by)
        if professional_id not in self.members:
            raise NotFound(
                "member", "Cette personne n'est pas membre de la structure.", field="professional_id"
            )
        if len(self.members) > 1 and self.members[professional_id] == "manager":
            self._another_manager_than(professional_id)
        self._member_left(professional_id=professional_id)

    def teams_of(self, professional_id: str) -> list[str]:
        return [team for team, members in self.team_members.items() if professional_id in members]

    def _another_manager_than(self, professional_id: str) -> None:
        others = (held for who, held in self.members.items() if who != professional_id)
        if "manager" not in others:
            raise Refused(
                "last_manager",
                "C'est le dernier responsable de la structure : nommez d'abord un autre responsable.",
            )

    @event(TeamFormed)
    def _team_formed(self, team_id: str, name: str) -> None:
        self.teams[team_id] = name
        self.team_members[team_id] = []

    @event(MemberJoined)
    def _member_joined(self, professional_id: str, role: Role) -> None:
        self.members[professional_id] = role

    @event(RoleGiven)
    def _role_given(self, professional_id: str, role: Role) -> None:
        self.members[professional_id] = role

    @event(TeamJoined)
    def _team_joined(self, team_id: str, professional_id: str, role: Role) -> None:  # facts tell it
        self.team_members[team_id].append(professional_id)

    @event(MemberLeft)
    def _member_left(self, professional_id: str) -> None:
        del self.members[professional_id]
        for members in self.team_members.values():
            if professional_id in members:
                members.remove(professional_id)
