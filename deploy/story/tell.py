"""The whole story, in order, against one world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from deploy.story.appointment import tell_appointment
from deploy.story.people import tell_people
from deploy.story.register import tell_register
from deploy.story.telling import StoryStoppedError, Telling
from deploy.story.trust import tell_export, tell_strangers, tell_withdrawal
from deploy.story.vault import tell_consent, tell_vault
from deploy.story.world import Cast, World
from shared.contracts.ingest import Place

STEPS = 36  # of the whole story; what a bar of progress counts to


def tell(
    world: World,
    places: Sequence[Place],
    say: Callable[[str], None],
    mutate: int = 0,
    during: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> Telling:
    """Tell every chapter; `places` is what the register file holds. Stops at the first step that fails."""
    telling = Telling(say, during, mutate)
    cast = Cast(world)
    operator = world.client()
    operator.sign_in(email=world.operator_email, password=world.operator_password)
    cast.people["operator"] = operator
    try:
        tell_register(telling, cast, places)
        tell_people(telling, cast)
        tell_vault(telling, cast)
        tell_consent(telling, cast)
        tell_appointment(telling, cast)
        tell_withdrawal(telling, cast)
        tell_export(telling, cast)
        tell_strangers(telling, cast)
    except StoryStoppedError:
        pass
    return telling
