"""One example file per fact that the directory says: what it says today is what consumers are tested with."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from services.directory.domain.contact_link import ContactLink
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from services.directory.facts import translate
from shared.contracts import directory_facts as facts
from shared.contracts.shapes import Fact

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
ONE, OTHER = "019e1f00-0000-7000-8000-00000000000a", "019e1f00-0000-7000-8000-00000000000b"
ORGANISATION, TEAM = "019e1f00-0000-7000-8000-00000000000c", "019e1f00-0000-7000-8000-00000000000d"
KINDS: list[type[Fact]] = [
    kind
    for kind in vars(facts).values()
    if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact
]


def professional_facts() -> list[Fact]:
    known = {"given_name": "Jeanne", "family_name": "Essai", "email": "j@exemple.invalid", "phone": ""}
    professional = Professional.register(UUID(ONE), **known, profession="")
    professional.verify("manager", OTHER)
    professional.join(ORGANISATION)
    professional.leave(ORGANISATION)
    professional.retire()
    return said(professional)


def organisation_facts() -> list[Fact]:
    organisation = Organisation.register(UUID(ORGANISATION), "Service des Tilleuls (exemple)", "", OTHER)
    organisation.form_team(OTHER, TEAM, "Équipe de rue")
    organisation.add(OTHER, ONE, "member", TEAM)
    organisation.remove(OTHER, ONE)
    return said(organisation)


def link_facts() -> list[Fact]:
    link = ContactLink.request(ONE, OTHER)
    link.decline(OTHER)
    link.request_again(ONE, OTHER)
    link.withdraw(ONE)
    link.request_again(ONE, OTHER)
    link.accept(OTHER)
    link.sever(OTHER)
    return said(link)


def said(aggregate: Professional | Organisation | ContactLink) -> list[Fact]:
    return [fact for event in aggregate.collect_events() for fact in translate(event)]


SAID = {fact.TYPE: fact for fact in [*professional_facts(), *organisation_facts(), *link_facts()]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.TYPE))
def test_each_fact_is_said_as_its_example_shows(kind: type[Fact]) -> None:
    text = (EXAMPLES / f"{kind.TYPE}.v{kind.VERSION}.json").read_bytes()
    assert msgspec.to_builtins(SAID[kind.TYPE]) == msgspec.json.decode(text)
    assert msgspec.json.decode(text, type=kind) == SAID[kind.TYPE]


def test_joining_a_team_or_another_role_is_said_as_joining() -> None:
    organisation = Organisation.register(UUID(ORGANISATION), "Exemple", "", OTHER)
    organisation.form_team(OTHER, TEAM, "Nuit")
    organisation.add(OTHER, ONE, "member", "")
    organisation.add(OTHER, ONE, "manager", TEAM)
    joined = [fact for fact in said(organisation) if isinstance(fact, facts.MemberJoined)]
    assert [(fact.professional_id, fact.role, fact.team_id) for fact in joined] == [
        (OTHER, "manager", ""),
        (ONE, "member", ""),
        (ONE, "manager", ""),
        (ONE, "manager", TEAM),
    ]


def test_every_fact_is_about_an_id_and_no_professional_value_is_in_any() -> None:
    assert {fact.subject() for fact in SAID.values()} <= {
        ONE,
        ORGANISATION,
        SAID["directory.contact_severed"].subject(),
    }
    assert "Essai" not in repr(SAID)
