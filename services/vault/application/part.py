"""What the parts of a vault that are not papers share: who writes, and how a refusal is told."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.domain.author import Author
from services.vault.domain.consent import Wanted
from services.vault.domain.vault import Vault
from shared.contracts.vault_terms import Part as PartName
from shared.eventstore.log import Change
from shared.problems import InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class Part:
    """One part (`notes`, `contacts`, `project`) as the gate sees it. A refusal is a Change: logged, told."""

    name: PartName

    def add_refused(self, gate: Gate, vault: Vault, call: Call) -> Change | None:
        """None when the actor may add to it."""
        reason = gate.why_not(vault, call, Wanted("add", part=self.name))
        return gate.refusal(vault, call, "add", reason, part=self.name) if reason else None

    def see_refused(self, gate: Gate, vault: Vault, call: Call, added_by: str = "") -> Change | None:
        """None when the actor may see it, or added it and a consent still reaches them."""
        reason = gate.why_not(vault, call, Wanted("see", part=self.name, added_by=added_by))
        return gate.refusal(vault, call, "see", reason, part=self.name) if reason else None

    def print_refused(self, gate: Gate, vault: Vault, call: Call) -> Change | None:
        """None when the actor may take it away, on paper or as a file."""
        reason = gate.why_not(vault, call, Wanted("print", part=self.name))
        return gate.refusal(vault, call, "print", reason, part=self.name) if reason else None

    def seen(self, added_by: str) -> Wanted:
        """What it takes to see something that `added_by` put there."""
        return Wanted("see", part=self.name, added_by=added_by)

    def acted(self, gate: Gate, vault: Vault, call: Call) -> None:
        """Note that the follow-up is alive; the vault is then saved with the command."""
        gate.note_act(vault, call, Wanted("add", part=self.name))

    def unreached(self, gate: Gate, vault: Vault, call: Call) -> Change | None:
        """None when any live consent reaches the actor: they may ask for the list, whatever it holds."""
        reason = gate.why_unreached(vault, call)
        return gate.refusal(vault, call, "see", reason, part=self.name) if reason else None


def author_of(call: Call) -> Author:
    """The actor as the vault remembers who wrote; the person has no name there but theirs."""
    if call.actor.kind == "holder":
        return Author(call.actor.id, is_holder=True)
    return Author(call.actor.id, call.actor.display)


def written(text: str, field: str) -> str:
    """The text without the blanks around it. Raises InvalidInput when nothing is left."""
    text = text.strip()
    if not text:
        raise InvalidInput("missing", "Écrivez quelque chose.", field=field)
    return text
