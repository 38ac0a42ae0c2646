"""All of identity behind one object: what the API and the pages use to know, let in and send away."""

from __future__ import annotations

from services.gateway.batches.store import BatchStore
from services.gateway.identity.actors import Actors
from services.gateway.identity.card_pages import CardPages
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.facts import read_feed
from services.gateway.identity.first_use import FirstUse
from services.gateway.identity.forgetting import forget_professional
from services.gateway.identity.holders import Holders
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.link_secrets import LinkSecrets
from services.gateway.identity.own_secret import OwnSecret
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.recovery import Recovery
from services.gateway.identity.remote_codes import RemoteCodes
from services.gateway.identity.secret_acts import SecretActs
from services.gateway.identity.sessions import Session, end_session, find_session, mark_seen
from services.gateway.identity.sign_in import SignedIn, SignIn
from services.gateway.identity.sign_up import SignUp
from services.gateway.parts import Parts
from shared.contracts.directory import RegisterProfessional
from shared.contracts.shapes import FeedPage
from shared.rpc.call import Actor


class Gate:
    """Identity, wired. `close()` frees its threads and connections."""

    def __init__(self, parts: Parts) -> None:
        keys = GatewayKeys(parts.settings.secret)
        self._keys, self._clock = keys, parts.clock
        self._database = IdentityDatabase(parts.engine)
        self._pool = SignInPool()
        self._actors = Actors(parts.caller, parts.clock)
        self._sign_in = SignIn(self._database, keys, self._pool, parts.clock)
        self._sign_up = SignUp(self._database, keys, self._pool, parts.clock, self._sign_in, parts.caller)
        self._first_use = FirstUse(self._database, keys, self._pool, parts.clock, parts.caller)
        self.remote_codes = RemoteCodes(self._database, keys, self._pool, parts.clock)
        self.batches = BatchStore(self._database, keys, parts.clock)
        self.links = LinkSecrets(keys)
        self.card_pages = CardPages(self._database, keys, parts.clock)
        acts = SecretActs(self._database, parts.caller)
        self.holders = Holders(self._database, keys, self._pool, parts.clock, acts)
        self.own_secret = OwnSecret(self._database, keys, self._pool, self.holders, parts.clock, acts)
        self.recovery = Recovery(self._database, keys, self._pool, parts.clock, self.holders, acts)

    async def sign_up(self, profile: RegisterProfessional, password: str, address: str) -> SignedIn:
        """See SignUp.open."""
        return await self._sign_up.open(profile, password, address)

    async def sign_in(self, email: str, password: str, address: str, device: str) -> SignedIn:
        """By e-mail; finishes a sign-up that a crash had cut."""
        signed_in = await self._sign_in.by_password(email, password, address, device)
        await self._sign_up.complete(signed_in.account)
        return signed_in

    async def prove_password(self, account_id: str, password: str, address: str) -> None:
        """See SignIn.prove_password."""
        await self._sign_in.prove_password(account_id, password, address)

    async def close_professional(self, account_id: str) -> None:
        """Nothing of this professional stays here."""
        await self._database.write(lambda c: forget_professional(c, account_id, self._clock.now()))
        self.forget(account_id)

    async def sign_in_by_card(self, card: str, pin: str, address: str, device: str = "") -> SignedIn:
        """See SignIn.by_card; claims a vault that waited for this person."""
        signed_in = await self._sign_in.by_card(card, pin, address, device)
        await self._first_use.finish(signed_in.account)
        return signed_in

    async def sign_in_by_name(self, name: str, phrase: str, address: str, device: str = "") -> SignedIn:
        """See SignIn.by_name."""
        return await self._sign_in.by_name(name, phrase, address, device)

    async def first_use(self, card: str, pin: str, address: str, device: str = "") -> SignedIn:
        """The secret just chosen for a card never used, and signed in with it. See FirstUse."""
        await self._first_use.choose(card, pin, address)
        return await self.sign_in_by_card(card, pin, address, device)

    async def use_code(self, code: str, pin: str, address: str, device: str = "") -> tuple[SignedIn, str]:
        """By the one-time code of a vault opened from afar: signed in, and the key card's text."""
        card = await self.remote_codes.redeem(code, pin, address)
        return await self.sign_in_by_card(card, pin, address, device), card

    def erasure_code(self, vault_id: str) -> str:
        """What opens the report of this vault's erasure: made of its id by a key of this installation."""
        return self._keys.subject_key("erasure", vault_id)[:32]

    async def session(self, token: str) -> Session | None:
        """The session of a token, live or expired; its use is written down at most once a minute."""
        now = self._clock.now()
        found = await self._database.read(lambda c: find_session(c, token, now))
        if found is None:
            return None
        session, worth_marking = found
        if worth_marking:
            await self._database.write(lambda c: mark_seen(c, token, now))
        return session

    async def sign_out(self, token: str) -> None:
        """The token opens nothing from now on."""
        await self._database.write(lambda c: end_session(c, token))

    async def actor(self, session: Session) -> Actor:
        """Who acts in this session."""
        return await self._actors.of(session)

    async def actor_now(self, session: Session) -> Actor:
        """The same, as the directory says it at this very moment."""
        return await self._actors.now(session)

    def forget(self, account_id: str) -> None:
        """Ask the directory again about this professional at their next request."""
        self._actors.forget(account_id)

    async def read_feed(self, after: int, limit: int) -> FeedPage:
        """The facts of at most `limit` positions of the gateway's own feed after position `after`."""
        return await self._database.read(lambda c: read_feed(c, after, limit))

    async def ready(self) -> bool:
        """Whether the accounts' database answers."""
        await self._database.read(lambda c: find_session(c, "", self._clock.now()))
        return True

    def close(self) -> None:
        """Finish what runs."""
        self._pool.close()
        self._database.close()
