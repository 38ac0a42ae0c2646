"""Chapter 2: two organisations, three professionals (fictitious), a contact asked, accepted, severed."""

from __future__ import annotations

from deploy.story.telling import Telling, expect, require
from deploy.story.world import Cast, refused

PASSWORD = "demonstration-seulement-0"  # noqa: S105  # of fictitious people in a demonstration that generates its own data

AGNES = {
    "given_name": "Agnès",
    "family_name": "Démonstration",
    "email": "agnes@exemple.invalid",
    "phone": "+33639980001",
    "profession": "assistante sociale",
}
BRUNO = {
    "given_name": "Bruno",
    "family_name": "Fictif",
    "email": "bruno@exemple.invalid",
    "phone": "+33639980002",
    "profession": "éducateur spécialisé",
}
CHLOE = {
    "given_name": "Chloé",
    "family_name": "Imaginaire",
    "email": "chloe@exemple.invalid",
    "phone": "+33639980003",
    "profession": "infirmière",
}


def tell_people(telling: Telling, cast: Cast) -> None:
    telling.chapter("2. Deux services, trois professionnels, une mise en relation")
    _sign_up(telling, cast)
    _verify(telling, cast)
    _organise(telling, cast)
    _link(telling, cast)


def _sign_up(telling: Telling, cast: Cast) -> None:
    def enrol_all() -> None:
        for name, profile in (("agnes", AGNES), ("bruno", BRUNO), ("chloe", CHLOE)):
            client = cast.world.client()
            answer = client.post("/accounts", {**profile, "password": PASSWORD, "bearer": True})
            client.credentials = {"email": profile["email"], "password": PASSWORD}
            client.accept(answer["id"], answer["token"])
            cast.people[name] = client

    def enrolled() -> None:
        for name in ("agnes", "bruno", "chloe"):
            require(name in cast.people, f"{name} has no account")
            me = cast[name].get(f"/professionals/{cast[name].id}")
            expect((me["id"], me["verified"]), (cast[name].id, False), "own card at sign-up")

    telling.step("Agnès, Bruno et Chloé ouvrent chacun un compte en une fois", enrol_all, enrolled)


def _verify(telling: Telling, cast: Cast) -> None:
    def verify(name: str) -> None:
        cast["operator"].post(f"/professionals/{cast[name].id}/verification")

    def unverified_refused() -> None:
        contact = {"professional_id": cast["agnes"].id}
        refused(lambda: cast["chloe"].post("/contacts", contact), 403, "unverified")

    def verify_both() -> None:
        verify("agnes")
        verify("chloe")

    def both_verified() -> None:
        for name in ("agnes", "chloe"):
            expect(cast[name].get(f"/professionals/{cast[name].id}")["verified"], True, f"{name} verified")

    telling.step(
        "pas encore vérifié, on ne peut pas demander de contact ; la raison est dite",
        lambda: None,
        unverified_refused,
        undo=lambda: verify("chloe"),
    )
    telling.step("l'opérateur vérifie les deux premières responsables", verify_both, both_verified)


def _organise(telling: Telling, cast: Cast) -> None:
    def found() -> None:
        cast.ids["org1"] = cast["agnes"].post(
            "/organisations", {"name": "Service social des Tilleuls (démo)"}
        )["id"]
        cast.ids["org2"] = cast["chloe"].post("/organisations", {"name": "Centre de soins du Port (démo)"})[
            "id"
        ]

    def founded() -> None:
        for name, org in (("agnes", "org1"), ("chloe", "org2")):
            mine = cast[name].get("/organisations")["organisations"]
            expect(
                [o["my_role"] for o in mine if o["id"] == cast.ids.get(org)], ["manager"], f"{name}'s role"
            )

    def team() -> None:
        org = cast.ids["org1"]
        cast.ids["team"] = cast["agnes"].post(f"/organisations/{org}/teams", {"name": "Équipe de rue"})["id"]
        member = {"professional_id": cast["bruno"].id, "role": "member", "team_id": cast.ids["team"]}
        cast["agnes"].post(f"/organisations/{org}/members", member)

    def joined() -> None:
        org = cast["agnes"].get(f"/organisations/{cast.ids['org1']}")
        bruno = [m for m in org["members"] if m["professional_id"] == cast["bruno"].id]
        require(bruno, "Bruno is not a member")
        expect((bruno[0]["verified"], bruno[0]["team_ids"]), (True, [cast.ids["team"]]), "Bruno's membership")

    telling.step("elles inscrivent chacune leur service et en sont responsables", found, founded)
    telling.step("Agnès forme une équipe et y accueille Bruno, vérifié par là même", team, joined)


def _link(telling: Telling, cast: Cast) -> None:
    def ask() -> None:
        cast.ids["link"] = cast["agnes"].post("/contacts", {"professional_id": cast["chloe"].id})["id"]

    def act(name: str, verb: str) -> None:
        cast[name].post(f"/contacts/{cast.ids['link']}/{verb}")

    def hidden() -> None:
        card = cast["agnes"].get(f"/professionals/{cast['chloe'].id}")
        expect(card["initials"], "C. I.", "initials")
        seen = [card.get(f, "") for f in ("email", "phone", "given_name", "family_name")]
        expect(seen, ["", "", "", ""], "hidden coordinates")

    def asked() -> None:
        links = cast["chloe"].get("/contacts")["links"]
        expect([(x["state"], x["asked_by_me"]) for x in links], [("requested", False)], "Chloé's requests")
        hidden()

    def shown() -> None:
        card = cast["agnes"].get(f"/professionals/{cast['chloe'].id}")
        expect((card["email"], card["phone"]), (CHLOE["email"], CHLOE["phone"]), "coordinates once accepted")

    telling.step(
        "Agnès demande le contact de Chloé : des initiales, rien d'autre",
        ask,
        asked,
        undo=lambda: act("chloe", "accept"),
    )
    telling.step(
        "Chloé accepte : ses coordonnées apparaissent",
        lambda: act("chloe", "accept"),
        shown,
        undo=lambda: act("chloe", "sever"),
    )
    telling.step("Chloé rompt le lien : elles disparaissent aussitôt", lambda: act("chloe", "sever"), hidden)
