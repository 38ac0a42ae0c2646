"""One vault, in which everything that can be asked of it is asked once, a text of its own in every field.

What leaves a line in the log, what an export holds and what an erasure leaves are then tested over all of it,
so that a command added later and forgotten here fails a test (see test_whole_life.py).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from PIL import Image

from deploy.story import papers
from services.gateway.identity.link_secrets import secret_hash
from services.vault.domain.way_back import WayBack
from shared.contracts import vault as v
from shared.contracts import vault_acts as acts
from shared.contracts import vault_consents as c
from shared.contracts import vault_contacts as k
from shared.contracts import vault_emergency as e
from shared.contracts import vault_expiry as x
from shared.contracts import vault_folders as folders
from shared.contracts import vault_links as links
from shared.contracts import vault_log as log
from shared.contracts import vault_mandates as m
from shared.contracts import vault_notes as n
from shared.contracts import vault_notices as notices
from shared.contracts import vault_pages as p
from shared.contracts import vault_project as project
from shared.contracts import vault_recovery as recovery
from shared.contracts import vault_secret
from shared.contracts import vault_waiting as waiting
from shared.contracts.shapes import Request
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.rpc.call import Actor
from tests.faults.far_house import FarHouse
from tests.integration.vault.whole_life_calendar import (
    ANONYMOUS,
    live_addresses,
    live_appointments,
    live_groups,
    live_uploads,
)
from tests.unit.vault.documents import samples
from tests.unit.vault.house import House, professional

EVERYTHING = Scope(
    categories=["identity", "health", "justice", "income"],
    parts=["appointments", "notes", "contacts", "project"],
)


@dataclass(frozen=True)
class Asked:
    """One request, who asked, and how many lines of the vault's log it left."""

    request: type[Request]
    actor_kind: str
    lines: int


class WholeLife:
    """`texts`: by what it was said of, each canary. `elsewhere`: those of another vault. `taken_back`:
    deleted on purpose, or the person's own name, who is « vous » there.
    """

    def __init__(self, house: House | FarHouse) -> None:
        self.house = house
        self.asked: list[Asked] = []
        self.texts: dict[str, str] = {}
        self.elsewhere = ("given_name_2", "given_name_3", "guardian_other", "court_other", "reference_other")
        self.taken_back = (
            "title_taken_back_content",
            "upload",
            "upload_dropped",
            "note_removed",
            "folder_before",
            "folder_removed",
            "display_person",
        )
        self.export = b""
        self.vault_id = str(uuid4())
        self.other_vaults: set[str] = set()
        self.began = house.clock.now()
        self.person = Actor(id=self.vault_id, kind="holder", display=self.say("display_person"))
        self.pro = self._professional("Alix", "org-1")
        self.other = self._professional("Basile", "org-2")
        self.manager = self._professional("Carole", "org-3", role="manager")
        self.guardian = self._professional("Denis", "org-3")
        house.hear()
        self._open()
        self.paper = self._deposit(self.pro, "title_paper")
        self._consents()
        self._papers_life()
        self._pages()
        self._calendar()
        self._notebook()
        self._project()
        self._protection()
        self._folders()
        self._waiting()
        self._ways_back()
        self._proofs()

    def say(self, what: str) -> str:
        """A text that nobody else writes."""
        self.texts[what] = f"Canari{len(self.texts):02d}x{uuid4().hex[:8]}"
        return self.texts[what]

    def ask(self, actor: Actor, request: Request, key: str = "") -> Any:
        before = self.lines()
        answer = self.house.ask(actor, request, key=key)
        self.asked.append(Asked(type(request), actor.kind, self.lines() - before))
        return answer

    def day(self, days: int) -> str:
        """The date so many days after this life began."""
        return (self.began + timedelta(days=days)).date().isoformat()

    def lines(self) -> int:
        return len(self.house.uses.log.store.read_log(UUID(self.vault_id), 0, 500))

    def on(self, kind: type[Request], **fields: Any) -> Any:
        return kind(**{"vault_id": self.vault_id, **fields})  # type: ignore[call-arg]

    def _professional(self, name: str, organisation: str, role: str = "member") -> Actor:
        id_of, made = self.house.id_of, professional(name, organisation)
        service = {"organisation_id": id_of(organisation), "organisation": self.say(f"organisation_{name}")}
        actor = msgspec.structs.replace(
            made, id=id_of(made.id), display=self.say(f"display_{name}"), **service
        )
        self.house.directory.joins(actor.id, actor.organisation_id, role=role)
        return actor

    def _service(self, name: str) -> Grantee:
        return Grantee(kind="organisation", id=self.house.id_of(name))

    def _terms(self, grantee: Grantee, **changes: Any) -> ConsentTerms:
        fields: dict[str, Any] = {
            "grantee": msgspec.structs.replace(grantee, name=self.say(f"grantee_{grantee.id}")),
            "scope": EVERYTHING,
            "actions": ["see", "add", "print"],
            "purpose": "rights",
            "until": self.began + timedelta(days=20),
            "reshare": True,
            **changes,
        }
        return ConsentTerms(**fields)

    def _open(self) -> None:
        self.ask(
            self.pro,
            v.OpenVault(
                vault_id=self.vault_id,
                given_name=self.say("given_name"),
                family_name=self.say("family_name"),
                phone="+33639981234",
                consent=self._terms(self._service("org-1")),
            ),
        )
        self.ask(self.person, self.on(v.SetReach, phone="+33639985678"))
        self.ask(self.pro, self.on(acts.DrawUpAct))

    def _stage(self, ticket: v.DepositTicket, content: bytes) -> dict[str, Any]:
        staged = self.house.blobs.stage(
            [content],
            data_key=base64.b64decode(ticket.data_key),
            associated_data=ticket.associated_data.encode(),
            max_bytes=ticket.max_bytes,
        )
        return {"staged_name": staged.name, "sha256": hashlib.sha256(content).hexdigest()}

    def _deposit(self, actor: Actor, what: str, category: str = "identity") -> v.Document:
        ticket = self.ask(actor, self.on(v.BeginDeposit, category=category, title=self.say(what)))
        content = papers.a_pdf() + f"\n% {self.say(what + '_content')}\n%%EOF\n".encode()
        sent = {"document_id": ticket.document_id, "size_bytes": len(content)}
        document: v.Document = self.ask(
            actor, self.on(v.DepositDocument, **sent, **self._stage(ticket, content))
        )
        return document

    def _consents(self) -> None:
        alone = Grantee(kind="professional", id=self.other.id)
        (first,) = self.ask(self.person, self.on(v.GetVault)).consents
        self.ask(self.other, self.on(v.RequestConsent, terms=self._terms(alone)))
        (request,) = self.ask(self.person, self.on(v.GetVault)).requests
        self.ask(self.person, self.on(v.RefuseConsent, request_id=request.id))
        given = self.ask(self.person, self.on(v.GrantConsent, terms=self._terms(alone)))
        self.ask(self.person, self.on(v.RevokeConsent, consent_id=given.id))
        self.house.clock.move(timedelta(days=1))
        self.house.hear()
        self.ask(self.pro, self.on(c.ProposeRenewal, consent_id=first.id))
        self.ask(self.person, self.on(c.RenewConsent, consent_id=first.id))
        self.ask(
            self.pro, self.on(c.ReshareConsent, consent_id=first.id, terms=self._terms(alone, reshare=False))
        )
        someone, elise = self.house.id_of("pro-x"), self.house.id_of("pro-elise")
        self.ask(self.person, self.on(c.ExceptMember, consent_id=first.id, professional_id=someone))
        self.ask(self.person, self.on(c.AdmitMember, consent_id=first.id, professional_id=someone))
        self.house.directory.joins(elise, self.house.id_of("org-1"))
        self.house.hear()
        named = {"professional_id": elise, "professional_name": self.say("handed_over")}
        self.ask(self.pro, self.on(c.HandOverFollowUp, consent_id=first.id, **named))
        self.ask(self.person, self.on(log.GetReceipt, consent_id=first.id))

    def _papers_life(self) -> None:
        paper = {"document_id": self.paper.id}
        self.ask(self.pro, self.on(v.ListDocuments))
        self.ask(self.pro, self.on(v.OpenDocument, manner="print", **paper))
        expiry = {"expires_on": "2031-01-01", "lead_days": [30]}
        self.ask(self.pro, self.on(x.NotePaperExpiry, **paper, **expiry))
        self.ask(self.pro, self.on(x.ListPaperExpiries))
        self.ask(self.pro, self.on(x.ForgetPaperExpiry, **paper))
        self.ask(self.person, self.on(x.NotePaperExpiry, **paper, **expiry))
        for secret in ("one", "two"):
            hashed = secret_hash(f"{secret} {self.vault_id}")
            given = {"secret_hash": hashed, "for_whom": self.say(f"link_{secret}")}
            until = {"until": self.began + timedelta(days=7), "openings_max": 2}
            link = self.ask(self.person, self.on(links.GivePaperLink, **paper, **given, **until))
            self.ask(ANONYMOUS, links.OpenPaperLink(secret_hash=hashed))
        self.ask(self.person, self.on(links.WithdrawPaperLink, link_id=link.id))
        wrong = self._deposit(self.pro, "title_taken_back")
        self.ask(self.pro, self.on(c.WithdrawDocument, document_id=wrong.id))

    def _pages(self) -> None:
        for kept in (True, False):
            ticket = self.ask(
                self.pro, self.on(v.BeginDeposit, category="income", title=self.say(f"draft_{kept}"))
            )
            about = {"draft_id": ticket.document_id}
            photo = samples.written(Image.new("RGB", (60, 40), "red"), "JPEG")
            self.ask(self.pro, self.on(p.AddPage, **about, **self._stage(ticket, photo)))
            again = self.ask(self.pro, self.on(p.BeginPage, **about))
            draft = self.ask(self.pro, self.on(p.AddPage, **about, **self._stage(again, photo)))
            shapes = [page.shape for page in draft.pages][::-1]
            self.ask(self.pro, self.on(p.ArrangePages, **about, pages=shapes))
            if kept:
                bound = self.ask(self.pro, self.on(p.BindPages, **about))
                sent = {"document_id": bound.document_id, "staged_name": bound.staged_name}
                digest = {"size_bytes": bound.size_bytes, "sha256": bound.sha256}
                self.ask(self.pro, self.on(v.DepositDocument, **sent, **digest))
            self.ask(self.pro, self.on(p.DropDraft, **about))

    def _calendar(self) -> None:
        live_appointments(self)
        live_groups(self)
        live_addresses(self)
        live_uploads(self)

    def _notebook(self) -> None:
        note = self.ask(self.pro, self.on(n.AddNote, text=self.say("note_before")))
        self.ask(self.pro, self.on(n.ChangeNote, note_id=note.id, text=self.say("note_now")))
        self.ask(self.pro, self.on(n.ListNotes))
        self.ask(self.pro, self.on(n.ReadNote, note_id=note.id))
        self.ask(self.person, self.on(n.AddNote, text=self.say("note_private"), private=True))
        gone = self.ask(self.pro, self.on(n.AddNote, text=self.say("note_removed")))
        self.ask(self.person, self.on(n.RemoveNote, note_id=gone.id))
        details = k.ContactDetails(
            name=self.say("contact_name"),
            relation=self.say("contact_relation"),
            phones=["+33639981111"],
            email=f"{self.say('contact_email').lower()}@exemple.invalid",
            address=self.say("contact_address"),
            note=self.say("contact_note"),
            emergency=True,
        )
        contact = self.ask(self.pro, self.on(k.AddContact, details=details))
        gone = self.ask(
            self.pro, self.on(k.AddContact, details=k.ContactDetails(name=self.say("contact_removed")))
        )
        self.ask(self.pro, self.on(k.ChangeContact, contact_id=contact.id, details=details))
        self.ask(self.pro, self.on(k.ListContacts))
        self.ask(self.person, self.on(k.RemoveContact, contact_id=gone.id))
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{self.say('contact_imported')}\nEND:VCARD\n"
        self.ask(self.pro, self.on(k.ImportContacts, vcards=card))
        self.ask(self.person, self.on(k.ExportContacts))

    def _project(self) -> None:
        step = project.ProjectStep(words=self.say("step"), who=self.say("step_who"))
        goals = [project.ProjectGoal(words=self.say("goal"), steps=[step])]
        written = self.ask(self.pro, self.on(project.WriteProject, goals=goals)).current
        self.ask(self.pro, self.on(project.ReadProject))
        for actor in (self.pro, self.person):
            self.ask(actor, self.on(project.SignProject, digest=written.digest))
        self.ask(self.person, self.on(project.DisagreeWithProject, words=self.say("disagreement")))

    def _mandate(self, what: str) -> m.MandateTerms:
        return m.MandateTerms(
            kind="tutelle",
            representative=Grantee(
                kind="professional", id=self.guardian.id, name=self.say(f"guardian_{what}")
            ),
            scope=Scope(categories=["income"]),
            actions=["see", "add"],
            since=self.began,
            until=self.began + timedelta(days=300),
            court=self.say(f"court_{what}"),
            reference=self.say(f"reference_{what}"),
        )

    def _protection(self) -> None:
        self.ask(self.person, self.on(e.ChooseEmergency, allowed=True, scope=Scope(categories=["health"])))
        account = {"account": self.say("emergency_account"), "minutes": 30}
        urgent = self.ask(self.guardian, self.on(e.OpenEmergency, reason="grave_danger", **account))
        used = {"emergency_id": urgent.id}
        said = {"outcome": "justified", "account": self.say("emergency_review")}
        self.ask(self.person, self.on(e.ContestEmergency, **used, words=self.say("emergency_contest")))
        self.ask(self.manager, self.on(e.ReviewEmergency, **used, **said))
        represented = {"given_name": self.say("given_name_2"), "mandate": self._mandate("other")}
        self._elsewhere(self.guardian, m.OpenRepresentedVault(vault_id=str(uuid4()), **represented))
        consent = self._terms(self._service("org-3"))
        self.ask(self.person, self.on(v.GrantConsent, terms=consent))
        decision = self._deposit(self.guardian, "title_decision", "justice")
        given = {"mandate": self._mandate("here")}
        mandate = {"mandate_id": self.ask(self.guardian, self.on(m.RecordMandate, **given)).id}
        self.ask(self.guardian, self.on(m.AttachDecision, **mandate, document_id=decision.id))
        self.ask(self.manager, self.on(m.ConfirmMandate, **mandate))
        self.ask(self.person, self.on(m.ContestMandate, **mandate, words=self.say("mandate_contest")))
        self.ask(self.manager, self.on(m.EndMandate, **mandate))

    def _ways_back(self) -> None:
        for outcome in ("wrong_proof", "done"):
            self.ask(self.pro, self.on(recovery.BeginRecovery, lost="pin"))
            self.ask(self.pro, self.on(recovery.EndRecovery, lost="pin", outcome=outcome))
        stopped = self.ask(self.pro, self.on(recovery.WitnessRecovery))
        self.ask(self.pro, self.on(recovery.StopRecovery, recovery_id=stopped.id))
        by_code = self.ask(self.pro, self.on(recovery.WitnessRecovery))
        way_back = self.house.uses.log.load(WayBack, WayBack.id_of(UUID(self.vault_id)))
        self.ask(ANONYMOUS, self.on(recovery.StopRecoveryByCode, code=way_back.asked[by_code.id].stop_code))
        self.ask(self.pro, self.on(recovery.WitnessRecovery))
        both = self.ask(self.other, self.on(recovery.WitnessRecovery))
        self.ask(self.other, self.on(recovery.GrantRecovery, recovery_id=both.id))
        self.ask(self.other, self.on(recovery.NoteRecoveryDone, recovery_id=both.id))
        self.ask(self.person, self.on(vault_secret.NoteSecretAct, act="secret_changed"))

    def _folders(self) -> None:
        about = {"category": "identity"}
        kept = self.ask(self.person, self.on(folders.MakeFolder, **about, label=self.say("folder_before")))
        gone = self.ask(self.person, self.on(folders.MakeFolder, **about, label=self.say("folder_removed")))
        self.ask(self.person, self.on(folders.RenameFolder, folder_id=kept.id, label=self.say("folder")))
        self.ask(self.person, self.on(folders.RemoveFolder, folder_id=gone.id))
        self.ask(self.pro, self.on(folders.MovePaper, document_id=self.paper.id, **about, folder=kept.id))

    def _waiting(self) -> None:
        vault_id = str(uuid4())
        waits = waiting.OpenWaitingVault(
            vault_id=vault_id, given_name=self.say("given_name_3"), manner="card"
        )
        self._elsewhere(self.pro, waits)
        person = Actor(id=vault_id, kind="holder")
        self._elsewhere(person, waiting.ClaimVault(vault_id=vault_id))

    def _elsewhere(self, actor: Actor, request: Any) -> None:
        """A command on another vault: its line is in that one's log."""
        self.house.ask(actor, request)
        self.other_vaults.add(request.vault_id)
        lines = len(self.house.uses.log.store.read_log(UUID(request.vault_id), 0, 500))
        self.asked.append(Asked(type(request), actor.kind, lines))

    def _proofs(self) -> None:
        self.ask(self.other, self.on(v.OpenDocument, document_id=self.paper.id))
        for found in self.ask(self.person, self.on(notices.ListNotices)).notices:
            self.ask(self.person, self.on(notices.SettleNotice, notice_id=found.id))
        self.export = self.house.stream(self.ask(self.person, self.on(v.ExportVault)))

    def erase(self) -> None:
        self.ask(self.person, self.on(v.EraseVault, confirmation="EFFACER"))

    def erase_the_others(self) -> None:
        for vault_id in sorted(self.other_vaults):
            ends = v.EraseVault(vault_id=vault_id, confirmation="EFFACER")
            self.house.ask(Actor(id=vault_id, kind="holder"), ends)
