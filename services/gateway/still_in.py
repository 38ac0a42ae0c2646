"""Who prepared vaults for a service still is of it: asked of the directory at that moment, before they take a
card or a code that opens one for a person who has not come yet.
"""

from __future__ import annotations

from services.gateway.edge.talk import Talk
from shared.contracts.directory import ListMyOrganisations, Organisations
from shared.problems import NotAllowed


async def need_still_in(talk: Talk, organisation_id: str) -> None:
    """Raises NotAllowed `opener_left`; Unavailable while the directory does not answer: a card that was taken
    stays taken. Prepared for no service, it is theirs.
    """
    if organisation_id in ("", talk.actor.id):
        return
    mine = await talk.ask(ListMyOrganisations(), Organisations)
    if organisation_id not in {one.id for one in mine.organisations}:
        sentence = "Vous avez quitté le service pour lequel ce coffre est préparé : un collègue s'en charge."
        raise NotAllowed("opener_left", sentence)
