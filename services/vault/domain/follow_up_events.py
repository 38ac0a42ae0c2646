"""What happens to a consent once it is granted: renewed, used, a member excepted by name, handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from services.vault.domain.consent_end import HandOver
from services.vault.domain.events import VaultEvent

if TYPE_CHECKING:
    from services.vault.domain.vault import Vault


class ConsentRenewed(VaultEvent):
    """The person lets it go on, on the same terms, until `until`; it answers `request_id` if there is one."""

    TOPIC: ClassVar[str] = "vault.Vault.ConsentRenewed"
    consent_id: str
    until: datetime
    request_id: str

    def apply(self, vault: Vault) -> None:
        vault.consents[self.consent_id] = vault.consents[self.consent_id].renewed(self.timestamp, self.until)
        if self.request_id:
            vault.requests[self.request_id] = vault.requests[self.request_id].answered("granted")


class FollowedUp(VaultEvent):
    """Someone acted (read, printed, added) under this consent: the follow-up it belongs to is alive."""

    TOPIC: ClassVar[str] = "vault.Vault.FollowedUp"
    consent_id: str

    def apply(self, vault: Vault) -> None:
        used = vault.consents[self.consent_id]
        for consent in vault.consents.values():
            if consent.same_grantee(used.terms) and consent.parent_id == used.parent_id:
                vault.consents[consent.id] = replace(consent, acted_at=self.timestamp)


class MemberExcepted(VaultEvent):
    """The person refuses one member of the grantee, by name; the others go on."""

    TOPIC: ClassVar[str] = "vault.Vault.MemberExcepted"
    consent_id: str
    professional_id: str

    def apply(self, vault: Vault) -> None:
        consent = vault.consents[self.consent_id]
        vault.consents[consent.id] = consent.excepting([*consent.terms.excepted, self.professional_id])


class MemberAdmitted(VaultEvent):
    """The person lets a member in again."""

    TOPIC: ClassVar[str] = "vault.Vault.MemberAdmitted"
    consent_id: str
    professional_id: str

    def apply(self, vault: Vault) -> None:
        consent = vault.consents[self.consent_id]
        kept = [one for one in consent.terms.excepted if one != self.professional_id]
        vault.consents[consent.id] = consent.excepting(kept)


class FollowUpHandedOver(VaultEvent):
    """A colleague follows the person from now on; until `until` when it is for an absence."""

    TOPIC: ClassVar[str] = "vault.Vault.FollowUpHandedOver"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"from_name", "to_name"})
    consent_id: str
    from_id: str
    from_name: str
    to_id: str
    to_name: str
    until: datetime | None

    def apply(self, vault: Vault) -> None:
        given = HandOver(self.from_id, self.from_name, self.to_id, self.to_name, self.until)
        vault.consents[self.consent_id] = replace(vault.consents[self.consent_id], hand_over=given)
