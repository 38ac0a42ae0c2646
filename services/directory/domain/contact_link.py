"""The link between two professionals: asked, then accepted, declined or withdrawn; later severed; and asked
again.

One aggregate per pair, whoever asks, so that a pair never has two live links. Its rounds follow each other
under the same id.
"""

from __future__ import annotations

from typing import Literal, Self
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from shared.ids import named_id
from shared.problems import Conflict, InvalidInput, NotFound, Refused

LinkState = Literal["requested", "accepted", "declined", "withdrawn", "severed"]


def link_id_of(one: str, other: str) -> UUID:
    """The id of the link between two professionals, in whatever order they are named."""
    return named_id("directory", "contact_link", *sorted((one, other)))


class ContactLink(Aggregate):
    TOPIC = "directory.ContactLink"

    class Created(Aggregate.Created):
        TOPIC = "directory.ContactLink.Created"

    class Requested(Created):
        TOPIC = "directory.ContactLink.Requested"
        requester_id: str
        addressee_id: str

    class RequestedAgain(Aggregate.Event):
        TOPIC = "directory.ContactLink.RequestedAgain"
        requester_id: str
        addressee_id: str

    class Accepted(Aggregate.Event):
        TOPIC = "directory.ContactLink.Accepted"
        requester_id: str
        addressee_id: str

    class Declined(Aggregate.Event):
        TOPIC = "directory.ContactLink.Declined"
        requester_id: str
        addressee_id: str

    class Withdrawn(Aggregate.Event):
        TOPIC = "directory.ContactLink.Withdrawn"
        requester_id: str
        addressee_id: str

    class Severed(Aggregate.Event):
        TOPIC = "directory.ContactLink.Severed"
        requester_id: str
        addressee_id: str
        severer_id: str

    def __init__(self, requester_id: str, addressee_id: str) -> None:
        self.requester_id = requester_id
        self.addressee_id = addressee_id
        self.state: LinkState = "requested"

    @classmethod
    def request(cls, requester_id: str, addressee_id: str) -> Self:
        """The first request between two professionals. Raises `invalid_input` when they are the same
        person.
        """
        if requester_id == addressee_id:
            raise InvalidInput(
                "oneself", "Vous ne pouvez pas vous demander à vous-même.", field="professional_id"
            )
        return cls._create(
            cls.Requested,
            id=link_id_of(requester_id, addressee_id),
            requester_id=requester_id,
            addressee_id=addressee_id,
        )

    def request_again(self, requester_id: str, addressee_id: str) -> None:
        """A new round after a refusal, a withdrawal or a break. Raises `conflict` while a link is live."""
        if self.state == "accepted":
            raise Conflict("already_linked", "Vous êtes déjà en relation avec cette personne.")
        if self.state == "requested" and self.requester_id == requester_id:
            raise Conflict("already_requested", "Votre demande est déjà envoyée : attendez sa réponse.")
        if self.state == "requested":
            raise Conflict("asked_by_other", "Cette personne vous a déjà demandé : acceptez sa demande.")
        self._requested_again(requester_id=requester_id, addressee_id=addressee_id)

    def other(self, me: str) -> str:
        return self.addressee_id if me == self.requester_id else self.requester_id

    def joins(self, one: str, other: str) -> bool:
        """Whether the two are linked now: what decides who sees whose coordinates."""
        return self.state == "accepted" and {one, other} == {self.requester_id, self.addressee_id}

    def accept(self, by: str) -> None:
        """Only by whom the request was sent to."""
        self._answerable(by, self.addressee_id)
        self._accepted(requester_id=self.requester_id, addressee_id=self.addressee_id)

    def decline(self, by: str) -> None:
        """Only by whom the request was sent to."""
        self._answerable(by, self.addressee_id)
        self._declined(requester_id=self.requester_id, addressee_id=self.addressee_id)

    def withdraw(self, by: str) -> None:
        """Only by who asked, before the answer."""
        self._answerable(by, self.requester_id)
        self._withdrawn(requester_id=self.requester_id, addressee_id=self.addressee_id)

    def sever(self, by: str) -> None:
        """By either of the two, once accepted."""
        self._known_to(by)
        if self.state != "accepted":
            raise Refused("not_accepted", "Cette mise en relation n'est pas en cours.")
        self._severed(requester_id=self.requester_id, addressee_id=self.addressee_id, severer_id=by)

    def end_with(self, leaver: str) -> bool:
        """One of the two is erased: what is asked or accepted ends. Says whether anything did."""
        if self.state == "accepted":
            self.sever(leaver)
        elif self.state == "requested" and self.requester_id == leaver:
            self.withdraw(leaver)
        elif self.state == "requested":
            self.decline(leaver)
        else:
            return False
        return True

    def _known_to(self, by: str) -> None:
        if by not in (self.requester_id, self.addressee_id):
            raise no_such_link()

    def _answerable(self, by: str, expected: str) -> None:
        self._known_to(by)
        if self.state != "requested":
            raise Refused("not_requested", "Cette demande n'attend plus de réponse.")
        if by != expected:
            side = (
                "la personne qui l'a reçue" if expected == self.addressee_id else "la personne qui l'a faite"
            )
            raise Refused("not_yours", f"Seule {side} peut faire cela de cette demande.")

    @event(RequestedAgain)
    def _requested_again(self, requester_id: str, addressee_id: str) -> None:
        self.requester_id = requester_id
        self.addressee_id = addressee_id
        self.state = "requested"

    @event(Accepted)
    def _accepted(self, requester_id: str, addressee_id: str) -> None:  # facts tell it
        self.state = "accepted"

    @event(Declined)
    def _declined(self, requester_id: str, addressee_id: str) -> None:  # facts tell it
        self.state = "declined"

    @event(Withdrawn)
    def _withdrawn(self, requester_id: str, addressee_id: str) -> None:  # facts tell it
        self.state = "withdrawn"

    @event(Severed)
    def _severed(self, requester_id: str, addressee_id: str, severer_id: str) -> None:  # kept
        self.state = "severed"


def no_such_link() -> NotFound:
    """What anyone who is not one of the two learns of a link: nothing."""
    return NotFound("contact_link", "Cette demande de mise en relation n'existe pas.", field="link_id")
