"""Chapters 3 and 4: a vault opened in presence, papers kept, and who may see which until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deploy.story import papers
from deploy.story.client import ApiProblemError
from deploy.story.telling import StepFailedError, Telling, expect, require
from deploy.story.world import Cast, refused

PIN = "4807"
HOLDER_PHONE = "+33639980010"


def terms(cast: Cast, org: str, categories: list[str], lasts: timedelta, **more: Any) -> dict[str, Any]:
    """The terms of a consent to an organisation, ending `lasts` from now."""
    return {
        "grantee": {"kind": "organisation", "id": cast.ids[org], "name": "Service (démo)"},
        "scope": {"categories": categories, "parts": ["appointments"]},
        "actions": ["see", "add", "print"],
        "purpose": "rights",
        "until": (cast.world.clock.now() + lasts).isoformat(),
        **more,
    }


def tell_vault(telling: Telling, cast: Cast) -> None:
    telling.chapter("3. Un coffre ouvert ensemble, sans adresse électronique")
    _open(telling, cast)
    _key_card(telling, cast)
    _deposit(telling, cast)
    _bad_papers(telling, cast)
    _bad_ends(telling, cast)


def _open(telling: Telling, cast: Cast) -> None:
    def open_vault() -> None:
        consent = terms(cast, "org1", ["identity", "rights"], timedelta(days=180))
        answer = cast["agnes"].post(
            "/vaults",
            {
                "given_name": "Awa",
                "family_name": "Exemple",
                "language": "fr",
                "phone": HOLDER_PHONE,
                "pin": PIN,
                "consent": consent,
            },
        )
        cast.ids["vault"] = answer["vault_id"]
        cast.things["card"], cast.things["card_page"] = answer["card"], answer["card_page"]

    def opened() -> None:
        require("vault" in cast.ids, "no vault was opened")
        vault = cast["agnes"].get(f"/vaults/{cast.ids['vault']}")
        expect([c["state"] for c in vault["consents"]], ["live"], "first consent")
        people = cast["agnes"].get("/vaults")["people"]
        expect([p["vault_id"] for p in people], [cast.ids["vault"]], "the people Agnès follows")

    telling.step(
        "Agnès ouvre le coffre d'Awa en sa présence, avec la première autorisation", open_vault, opened
    )


def _key_card(telling: Telling, cast: Cast) -> None:
    def printable() -> None:
        page = cast["agnes"].page(cast.things["card_page"])
        require("<svg" in page and cast.things["card"] in page, "the page holds no QR code or no card number")

    def sign_in() -> None:
        holder = cast.world.client()
        refused(lambda: holder.sign_in(card=cast.things["card"], pin="9513"), 401)
        holder.sign_in(card=cast.things["card"], pin=PIN)
        cast.people["holder"] = holder

    def signed_in() -> None:
        require("holder" in cast.people, "nobody signed in with the card")
        expect(cast["holder"].get("/me")["kind"], "holder", "kind of account")

    def leave() -> None:
        cast["holder"].delete("/sessions/current")
        cast["holder"].credentials = None

    telling.step(
        "la carte-clé est prête à imprimer, avec son code à scanner",
        lambda: None,
        printable,
        undo=lambda: cast.things.update(card_page="/"),
    )
    telling.step(
        "Awa entre avec sa carte et son code ; un mauvais code est refusé", sign_in, signed_in, undo=leave
    )


def _deposit(telling: Telling, cast: Cast) -> None:
    pdf, photo = papers.a_pdf(), papers.a_photo_with_a_position()

    def deposit(name: str, who: str, content: bytes, category: str, title: str) -> None:
        answer = cast[who].upload(
            f"/vaults/{cast.ids['vault']}/documents", content, category=category, title=title
        )
        cast.ids[name] = answer["id"]

    def content(name: str, who: str) -> bytes:
        return cast[who].download(
            f"/vaults/{cast.ids['vault']}/documents/{cast.ids[name]}/content", manner="see"
        )

    def kept_intact() -> None:
        require("identity_paper" in cast.ids, "nothing was deposited")
        require(content("identity_paper", "agnes") == pdf, "the PDF read back is not the PDF deposited")

    def position_gone() -> None:
        require("photo" in cast.ids, "no photo was deposited")
        back = content("photo", "holder") if not cast.things.get("raw_photo") else photo
        expect(papers.position_of(back), {}, "position left in the photo")
        expect(papers.date_of(back), "2026:01:15 10:30:00", "date of the photo")
        require(papers.pixels_of(back) == papers.pixels_of(photo), "the pixels changed")

    telling.step(
        "Agnès dépose une pièce d'identité (PDF) : relue à l'octet près",
        lambda: deposit("identity_paper", "agnes", pdf, "identity", "Carte d'identité (démo)"),
        kept_intact,
    )
    telling.step(
        "Awa photographie un papier : la position a disparu, l'image et sa date n'ont pas bougé",
        lambda: deposit("photo", "holder", photo, "health", "Ordonnance (démo)"),
        position_gone,
        undo=lambda: cast.things.update(raw_photo=True),
    )


def _bad_papers(telling: Telling, cast: Cast) -> None:
    path = f"/vaults/{cast.ids['vault']}/documents"

    def upload(content: bytes) -> Any:
        return cast["holder"].upload(path, content, category="other", title="Essai (démo)")

    def refusals() -> None:
        refused(lambda: upload(papers.a_program()), 422, "document_type_refused")
        refused(lambda: upload(b""), 422, "document_empty")
        refused(lambda: upload(papers.a_pdf()[:200]), 422, "document_damaged")
        expect(len(cast["holder"].get(path)["documents"]), 2, "documents kept")

    telling.step(
        "un programme, un fichier vide, un PDF coupé : refusés en clair, rien n'est gardé",
        lambda: None,
        refusals,
        undo=lambda: upload(papers.a_pdf("INTRUS")),
    )


def _bad_ends(telling: Telling, cast: Cast) -> None:
    path = f"/vaults/{cast.ids['vault']}"

    def grant(**more: Any) -> Any:
        body = {"terms": terms(cast, "org2", ["other"], timedelta(days=1), **more)}
        return cast["holder"].post(f"{path}/consents", body)

    def bad_ends() -> None:
        past = (cast.world.clock.now() - timedelta(seconds=5)).isoformat()
        far = (cast.world.clock.now() + timedelta(days=740)).isoformat()
        bad = ((None, "consent_end_missing"), (past, "consent_end_past"), (far, "consent_end_too_far"))
        for until, code in bad:
            refused(lambda u=until: grant(until=u), 422, code, "terms.until")
        expect(len(cast["holder"].get(path)["consents"]), 1, "consents")

    telling.step(
        "une autorisation sans fin, déjà finie ou de plus de deux ans est refusée, le champ est nommé",
        lambda: None,
        bad_ends,
        undo=grant,
    )


def tell_consent(telling: Telling, cast: Cast) -> None:
    telling.chapter("4. Qui peut voir quoi, jusqu'à quand")
    vault = cast.ids["vault"]

    def read(who: str, what: str) -> bytes:
        return cast[who].download(f"/vaults/{vault}/documents/{cast.ids[what]}/content", manner="see")

    def grant(org: str, categories: list[str], until: timedelta) -> None:
        answer = cast["holder"].post(
            f"/vaults/{vault}/consents", {"terms": terms(cast, org, categories, until)}
        )
        cast.ids["last_consent"] = answer["id"]

    def revoke_first() -> None:
        first = cast["holder"].get(f"/vaults/{vault}")["consents"][0]["id"]
        cast["holder"].delete(f"/vaults/{vault}/consents/{first}")

    def colleague_reads() -> None:
        require(read("bruno", "identity_paper") == papers.a_pdf(), "Bruno read something else")

    telling.step(
        "Bruno, collègue d'Agnès, ouvre la pièce d'identité",
        lambda: None,
        lambda: _patiently(colleague_reads),
        undo=revoke_first,
    )
    telling.step(
        "Chloé, d'un autre service, est refusée",
        lambda: None,
        lambda: refused(lambda: read("chloe", "identity_paper"), 403, "no_consent"),
        undo=lambda: grant("org2", ["identity"], timedelta(days=2)),
    )
    telling.step(
        "Bruno est refusé pour un papier de santé : ce n'était pas accordé",
        lambda: None,
        lambda: refused(lambda: read("bruno", "photo"), 403, "scope"),
        undo=lambda: grant("org1", ["health"], timedelta(days=2)),
    )
    _expiry(telling, cast, grant, read)


def _expiry(telling: Telling, cast: Cast, grant: Any, read: Any) -> None:
    def chloe_reads() -> None:
        require(read("chloe", "identity_paper") == papers.a_pdf(), "Chloé read something else")

    telling.step(
        "Awa autorise le service de Chloé pour une heure : Chloé lit",
        lambda: grant("org2", ["identity"], timedelta(hours=1)),
        lambda: _patiently(chloe_reads),
    )
    telling.step(
        "une seconde après la fin, Chloé est refusée, sans qu'aucune tâche n'ait tourné",
        lambda: cast.world.clock.move(timedelta(hours=1, seconds=1)),
        lambda: refused(lambda: read("chloe", "identity_paper"), 403, "consent_expired"),
    )


def _patiently(check: Any) -> None:
    """A refusal here may only mean that facts are still travelling: look again."""
    try:
        check()
    except ApiProblemError as problem:
        raise StepFailedError(str(problem)) from problem
