"""A professional: what they say of themselves (personal, sealed), whether they are verified, where they
belong.

Memberships are held here too, written in the same transaction as the organisation's, so that "a verified
colleague" is decided on the aggregate and never on a view that lags.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.directory.domain.names import initials
from shared.problems import NotAllowed, Refused

VerifyingMeans = Literal["operator", "manager", "colleague", "oidc"]
ORGANISATIONS_MAX = 20


class Professional(Aggregate):
    """`id` is the professional's own, given by whoever opened the account."""

    TOPIC = "directory.Professional"

    class Created(Aggregate.Created):
        TOPIC = "directory.Professional.Created"

    class Registered(Created):
        TOPIC = "directory.Professional.Registered"
        PERSONAL: ClassVar[frozenset[str]] = frozenset(
            {"given_name", "family_name", "email", "phone", "profession"}
        )
        given_name: str
        family_name: str
        email: str
        phone: str
        profession: str

    class Verified(Aggregate.Event):
        TOPIC = "directory.Professional.Verified"
        means: str
        verifier: str

    class OrganisationJoined(Aggregate.Event):
        TOPIC = "directory.Professional.OrganisationJoined"
        organisation_id: str

    class OrganisationLeft(Aggregate.Event):
        TOPIC = "directory.Professional.OrganisationLeft"
        organisation_id: str

    class Retired(Aggregate.Event):
        """They erased their account: their key is destroyed next, nothing personal can be read any more."""

        TOPIC = "directory.Professional.Retired"

    def __init__(self, given_name: str, family_name: str, email: str, phone: str, profession: str) -> None:
        self.given_name = given_name
        self.family_name = family_name
        self.email = email
        self.phone = phone
        self.profession = profession
        self.verified = False
        self.organisation_ids: list[str] = []
        self.retired = False

    @classmethod
    def register(
        cls,
        professional_id: UUID,
        *,
        given_name: str,
        family_name: str,
        email: str,
        phone: str,
        profession: str,
    ) -> Self:
        """A new profile, unverified. The values are already normalised (application/coordinates.py)."""
        return cls._create(
            cls.Registered,
            id=professional_id,
            given_name=given_name,
            family_name=family_name,
            email=email,
            phone=phone,
            profession=profession,
        )

    @property
    def initials(self) -> str:
        return initials(self.given_name, self.family_name)

    def verify(self, means: VerifyingMeans, verifier: str) -> None:
        """Vouched for. A second time changes nothing."""
        if not self.verified:
            self._verified(means=means, verifier=verifier)

    def must_be_verified(self) -> None:
        """Raise `not_allowed:unverified` while nobody has vouched for them (domain rule 12)."""
        if not self.verified:
            raise NotAllowed(
                "unverified",
                "Votre profil n'est pas encore vérifié : demandez à un responsable de votre structure"
                " ou à un collègue déjà vérifié de le confirmer.",
            )

    def join(self, organisation_id: str) -> None:
        """Belongs to the organisation from now on. Raises `refused:too_many_organisations` beyond 20."""
        if organisation_id in self.organisation_ids:
            return
        if len(self.organisation_ids) >= ORGANISATIONS_MAX:
            raise Refused(
                "too_many_organisations",
                f"Un professionnel peut appartenir à {ORGANISATIONS_MAX} structures au plus.",
            )
        self._joined(organisation_id=organisation_id)

    def leave(self, organisation_id: str) -> None:
        if organisation_id in self.organisation_ids:
            self._left(organisation_id=organisation_id)

    def retire(self) -> None:
        """By themselves, once out of every organisation; for good."""
        if not self.retired:
            self._retired()

    @event(Retired)
    def _retired(self) -> None:
        self.retired = True

    @event(Verified)
    def _verified(self, means: str, verifier: str) -> None:  # who vouched, and how, is kept
        self.verified = True

    @event(OrganisationJoined)
    def _joined(self, organisation_id: str) -> None:
        self.organisation_ids.append(organisation_id)

    @event(OrganisationLeft)
    def _left(self, organisation_id: str) -> None:
        self.organisation_ids.remove(organisation_id)
