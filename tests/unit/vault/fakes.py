"""Stand-ins for what the vault meets outside: the directory's feed, and the examination of papers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from services.vault.adapters.intake import TakenIn
from shared.blobs import BlobStore
from shared.contracts.directory_facts import MemberJoined, MemberLeft, Role
from shared.contracts.shapes import Fact, FeedPage, PublishedFact
from shared.problems import Conflict, InvalidInput, Unavailable

EPOCH = "00000000-0000-0000-0000-00000000000d"


@dataclass
class DirectoryFeed:
    """What the directory says, page by page; `down` makes it unavailable."""

    at: datetime
    facts: list[PublishedFact] = field(default_factory=list)
    down: bool = False

    def joins(self, professional: str, organisation: str, team: str = "", role: Role = "member") -> None:
        self._say(
            MemberJoined(organisation_id=organisation, professional_id=professional, role=role, team_id=team)
        )

    def leaves(self, professional: str, organisation: str, team: str = "") -> None:
        self._say(MemberLeft(organisation_id=organisation, professional_id=professional, team_id=team))

    def read(self, after: int, limit: int) -> FeedPage:
        if self.down:
            raise Unavailable("no_reply")
        return FeedPage(epoch=EPOCH, head=len(self.facts), facts=self.facts[after : after + limit])

    def _say(self, fact: Fact) -> None:
        self.facts.append(
            PublishedFact(
                position=len(self.facts) + 1,
                type=fact.TYPE,
                version=fact.VERSION,
                subject=fact.subject(),
                subject_version=1,
                data=msgspec.Raw(msgspec.json.encode(fact)),
                recorded_at=self.at,
            )
        )


class PlainIntake:
    """Keeps any PDF as it came, with a preview of its own; the real examination is tested in integration/."""

    scanned = False

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self.taken = 0

    def take_in(
        self, staged: str, sha256: str, *, data_key: bytes, place: bytes, preview_place: bytes
    ) -> TakenIn:
        content = b"".join(self._blobs.open_staged(staged, data_key, place))
        if hashlib.sha256(content).hexdigest() != sha256:
            self._blobs.discard(staged)
            raise Conflict("document_differs")
        if not content.startswith(b"%PDF"):
            self._blobs.discard(staged)
            raise InvalidInput("document_type_refused", field="file")
        self.taken += 1
        preview = self._blobs.stage(
            [b"preview of " + content[:40]], data_key=data_key, associated_data=preview_place, max_bytes=1000
        )
        return TakenIn(
            content_type="application/pdf",
            pages=1,
            size=len(content),
            sha256=sha256,
            location_removed=False,
            staged=staged,
            preview=preview.name,
            preview_size=preview.size,
        )
