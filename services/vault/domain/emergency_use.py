"""One emergency access, as it was opened, reviewed, contested; and what it opens at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.vault.domain.opening import Opening, SecondPerson
from shared.contracts.vault_emergency import EmergencyOutcome, EmergencyReason
from shared.contracts.vault_terms import Action, Grantee, Scope

SEE: frozenset[Action] = frozenset({"see"})


@dataclass(frozen=True)
class Use:
    """One emergency access. `outcome` is empty until reviewed; `contested` is what the person said."""

    id: str
    opened_by: str
    opened_by_name: str
    organisation: str
    second: SecondPerson
    reason: EmergencyReason
    account: str
    opened_at: datetime
    until: datetime
    outcome: EmergencyOutcome | None = None
    reviewed_by_name: str = ""
    review: str = ""
    contested: str = ""

    @property
    def stands(self) -> bool:
        """A contest or a bad review closes it before its end."""
        return not self.contested and self.outcome != "not_justified"

    def opening(self, scope: Scope) -> Opening:
        """What it shows while it is live, to who opened it alone."""
        to = Grantee(kind="professional", id=self.opened_by)
        return Opening("emergency", self.id, to, scope, SEE, self.opened_at, self.until)
