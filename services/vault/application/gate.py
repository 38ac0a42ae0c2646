"""Who comes in: the holder in their own vault, verified professionals through a consent, no one else.

A vault that does not exist and one that is not shared with whoever asks get one and the same answer. Whoever
is turned away from a vault that exists is in its log, wherever they were stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn
from uuid import UUID

from services.vault.application.beside import openings_of
from services.vault.application.journal import line, stranger, without_key
from services.vault.application.ports import Memberships
from services.vault.domain.consent import Decision, Departure, Reader, Wanted
from services.vault.domain.opening import Opening, way_in
from services.vault.domain.vault import Vault
from shared.clock import Clock
from shared.contracts.shapes import Done
from shared.contracts.vault_facts import AccessRefused
from shared.eventstore.log import Change, EventLog
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem
from shared.rpc.call import Call

SENTENCES = {
    "no_consent": "La personne ne vous a pas donné accès à ce coffre.",
    "consent_revoked": "La personne a arrêté ce partage.",
    "grantee_left": "Cette autorisation valait pour le service que vous avez quitté.",
    "follow_up_quiet": "Rien n'a été fait depuis six mois : ce suivi est arrêté. Vous pouvez le redemander.",
    "consent_expired": "L'autorisation est terminée. Vous pouvez en demander une nouvelle.",
    "excepted": "La personne ne vous a pas donné accès à ce coffre.",
    "scope": "L'autorisation ne comprend pas cela.",
    "action": "L'autorisation ne permet pas de faire cela.",
    "not_your_deposit": "Seul qui a rangé ce papier peut le reprendre.",
    "category_settled": (
        "Changer un papier de catégorie change qui peut le lire : seule la personne le peut, "
        "ou qui vient de le ranger, tant qu'elle ne l'a pas vu."
    ),
    "memberships_stale": (
        "Nous ne pouvons pas vérifier en ce moment votre appartenance à ce service. Réessayez bientôt."
    ),
}


def uuid_of(text: str, field: str) -> UUID:
    """The UUID that `text` writes, or `invalid_input:malformed` naming the field."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("malformed", "Cet identifiant n'est pas valable.", field=field) from None


def not_allowed(reason: str) -> NotAllowed:
    """Who is excepted by name is told what a stranger is told: the person's reasons are theirs."""
    return NotAllowed("no_consent" if reason == "excepted" else reason, SENTENCES[reason])


@dataclass(frozen=True)
class Gate:
    log: EventLog
    memberships: Memberships
    clock: Clock

    def own_vault(self, call: Call, vault_id: str) -> Vault:
        """The vault of the holder who calls. Raises NotAllowed `holder_only`, Refused `vault_erased`."""
        self.own(call, vault_id)
        missing = NotFound("vault_not_found", "Ce coffre n'existe pas.")
        vault = self.log.load(Vault, uuid_of(vault_id, "vault_id"), missing=missing)
        vault.refuse_if_erased()
        return vault

    def vault(self, call: Call, vault_id: str) -> Vault:
        """A vault for its holder, or for a professional about whom nothing is decided yet."""
        if call.actor.kind == "holder":
            return self.own_vault(call, vault_id)
        try:
            require_verified(call)
        except NotAllowed as refusal:
            self._turn_away(call, vault_id, refusal)
        return self.log.load(Vault, uuid_of(vault_id, "vault_id"), missing=not_allowed("no_consent"))

    def own(self, call: Call, vault_id: str) -> None:
        """Raises NotAllowed `holder_only` unless the holder of that vault calls; it may be erased."""
        if call.actor.kind != "holder" or call.actor.id != vault_id:
            refusal = NotAllowed("holder_only", "Seule la personne à qui est ce coffre peut faire cela.")
            self._turn_away(call, vault_id, refusal)

    def reader(self, call: Call, vault: Vault | None = None) -> Reader:
        """The professional who calls, with the memberships that directory's facts tell; and, for a vault,
        which of those its consents name have left the service they acted for.
        """
        reader = self.memberships.reader(call.actor.id)
        return replace(reader, departures=self.departures(vault)) if vault else reader

    def departures(self, vault: Vault) -> frozenset[Departure]:
        """Who, of the professionals that consents name, has left which organisation."""
        alone = {c.terms.grantee.id for c in vault.consents.values() if c.acting_for}
        return self.memberships.departures(alone) if alone else frozenset()

    def acting(self, call: Call, vault: Vault | None = None) -> Reader:
        """The same, with the organisation they act for now: enough to ask for it, not to read. One that we
        have heard them leave is not added: who acts may have been told before it was.
        """
        reader = self.reader(call, vault)
        left = {gone.organisation_id for gone in self.memberships.departures([call.actor.id])}
        mine = {call.actor.organisation_id} - {""} - left
        return replace(reader, organisations=reader.organisations | mine)

    def why_not(self, vault: Vault, call: Call, wanted: Wanted) -> str:
        """The code of the reason why the actor may not, empty when they may. A holder may all."""
        return self.way(vault, call, wanted)[0]

    def way(self, vault: Vault, call: Call, wanted: Wanted) -> tuple[str, Opening | None]:
        """The same, with the mandate or emergency that lets the actor in where no consent does."""
        reason = self._why(call, vault, lambda reader: vault.decide(reader, wanted, self.clock.now()))
        opening = self.beside(vault, call, wanted) if reason else None
        return ("", opening) if opening else (reason, None)

    def note_act(self, vault: Vault, call: Call, wanted: Wanted) -> None:
        """Note on the vault, to be saved with the command, that a professional acted (other than listing):
        the follow-up is alive. Once a day at most: most acts change nothing.
        """
        now = self.clock.now()
        if call.actor.kind == "holder" or not vault.acts_to_note(now):
            return
        consent = vault.decide(self.reader(call, vault), wanted, now).consent
        if consent is not None:
            vault.note_act(consent, now)

    def why_unreached(self, vault: Vault, call: Call) -> str:
        """The reason why neither a live consent nor a mandate or emergency reaches the actor, or empty."""
        reason = self.why_not_followed(vault, call)
        return "" if reason and self.beside(vault, call) else reason

    def why_not_followed(self, vault: Vault, call: Call) -> str:
        """The reason why no live consent reaches the actor, whatever else lets them in; or empty."""
        return self._why(call, vault, lambda reader: vault.reach(reader, self.clock.now()))

    def beside(self, vault: Vault, call: Call, wanted: Wanted | None = None) -> Opening | None:
        """The mandate or emergency under which a professional may, decided on aggregates, by the clock."""
        openings = openings_of(self.log, vault)
        return way_in(openings, self.reader(call), wanted, self.clock.now()) if openings else None

    def sieve(self, vault: Vault, call: Call) -> Callable[[Wanted], bool]:
        """Whether the actor may, for each line of a list: who they are is looked up once for all lines."""
        if call.actor.kind == "holder":
            return lambda _wanted: True
        reader, openings = self.reader(call, vault), openings_of(self.log, vault)
        now = self.clock.now()
        return lambda wanted: (
            vault.decide(reader, wanted, now).allowed or way_in(openings, reader, wanted, now) is not None
        )

    def hear_again(self, call: Call, vault_id: UUID) -> None:
        """Before a stored reply that tells of a vault is given again: whoever is no longer let in by anything
        hears what a reader would hear, and it is logged.
        """
        vault = self.vault(call, str(vault_id))
        if reason := self.why_unreached(vault, call):
            self.log.command(without_key(call), Done, lambda: self.refusal(vault, call, "see", reason))

    def _why(self, call: Call, vault: Vault, judge: Callable[[Reader], Decision]) -> str:
        """Whoever just joined the service they act for, and of whom we have not heard yet, is not allowed,
        but told that it passes by itself.
        """
        if call.actor.kind == "holder":
            return ""
        heard = self.reader(call, vault)
        reason = judge(heard).reason
        if reason == "no_consent" and call.actor.organisation_id not in heard.organisations:
            later = judge(replace(self.acting(call, vault), confirmed=False)).reason
            return later if later == "memberships_stale" else reason
        return reason

    def refusal(self, vault: Vault, call: Call, action: str, reason: str, **told: str) -> Change:
        """The refusal as a change: logged and told as a fact, unless the vault is erased."""
        if vault.erased:
            return Change(refusal=not_allowed("no_consent"))
        return refusal_told(vault.id, call, not_allowed(reason), reason, action=action, **told)

    def _turn_away(self, call: Call, vault_id: str, refusal: NotAllowed) -> NoReturn:
        """Refuse before anything of the vault is looked at; its log tells it if there is such a vault."""
        try:
            vault = self.log.find(Vault, UUID(vault_id))
        except ValueError:
            raise refusal from None
        if vault is not None and not vault.erased:
            change = refusal_told(vault.id, call, refusal, refusal.code, **stranger(call))
            self.log.command(without_key(call), Done, lambda: change)
        raise refusal


def refusal_told(vault_id: UUID, call: Call, refusal: Problem, reason: str, **told: str) -> Change:
    """A refusal that is in the log and said as a fact."""
    told = {"action": "enter", **told}
    return Change(
        refusal=refusal,
        log=[line(vault_id, "access_refused", call, reason=reason, **told)],
        facts=[AccessRefused(vault_id=str(vault_id), action=told["action"], reason=reason)],
    )


def require_verified(call: Call) -> None:
    """Raises NotAllowed unless the actor is a verified professional (domain rule 12)."""
    if call.actor.kind != "professional":
        raise not_allowed("no_consent")
    if not call.actor.verified:
        raise NotAllowed("unverified", "Votre compte doit d'abord être vérifié par votre service.")
