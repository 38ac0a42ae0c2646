"""A professional asks the person for a consent; the person grants it (or less), or refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.contracts.vault_terms import ConsentTerms

RequestState = Literal["waiting", "granted", "refused"]
WAITING_REQUESTS_MAX = 5  # per asker: a person is asked, not pressed


@dataclass(frozen=True)
class ConsentRequest:
    """`acting_for`: the organisation that the asker acted for. `renews`: the consent it would prolong."""

    id: str
    asked_by: str
    asked_by_name: str
    terms: ConsentTerms
    asked_at: datetime
    state: RequestState = "waiting"
    acting_for: str = ""
    acting_for_name: str = ""
    renews: str = ""

    def answered(self, state: RequestState) -> ConsentRequest:
        return replace(self, state=state)
