"""Signing up as a professional: an account here, a profile in the directory, whichever of the two survives a
crash.

The profile waits sealed in the account until the directory has taken it; the next sign-in sends it again.
The same form sent twice signs in instead: it opens no second account. Another form under a taken e-mail is
refused, at the cost of a guess: until e-mails are confirmed, that much tells who has an account.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from services.gateway.identity.accounts import Account, amend_account, delete_account, insert_account
from services.gateway.identity.attempts import Guess, admit
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool, check_password, hash_password
from services.gateway.identity.sign_in import SignedIn, SignIn
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.contracts.directory import RegisterProfessional
from shared.ids import named_id, new_id
from shared.problems import Conflict, InvalidInput, Refused
from shared.rpc.call import Actor, AsyncCaller


class SignUp:
    """Opens professionals' accounts."""

    def __init__(
        self,
        database: IdentityDatabase,
        keys: GatewayKeys,
        pool: SignInPool,
        clock: Clock,
        sign_in: SignIn,
        caller: AsyncCaller,
    ) -> None:
        self._database, self._keys, self._pool, self._clock = database, keys, pool, clock
        self._sign_in, self._caller = sign_in, caller

    async def open(self, profile: RegisterProfessional, password: str, address: str) -> SignedIn:
        """Open the account, tell the directory, sign in. Raises what the directory refuses, then nothing is
        kept.
        """
        check_password(password)
        if "@" not in profile.email:
            raise InvalidInput("email_malformed", "Cette adresse e-mail n'est pas complète.", field="email")
        address_key = self._sign_in.address_key(address)
        guess = Guess(self._keys.subject_key("sign_up", profile.email.strip().lower()), address_key)
        await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account = await self._account(profile, password)
        try:
            await self._database.write(lambda c: insert_account(c, account))
        except sa.exc.IntegrityError:
            return await self._again(profile.email, password, address)
        await self.complete(account)
        return await self._sign_in.by_password(profile.email, password, address)

    async def complete(self, account: Account) -> None:
        """Give the directory the profile it has not yet taken, if any. Raises Unavailable."""
        if account.pending is None:
            return
        profile = msgspec.json.decode(
            self._keys.unseal(account.pending, account.id), type=RegisterProfessional
        )
        actor = Actor(id=account.id, kind="professional")
        try:
            await self._caller.call(profile, actor, key=str(named_id("register", account.id)))
        except (InvalidInput, Refused, Conflict):
            await self._database.write(lambda c: delete_account(c, account.id, self._clock.now()))
            raise
        await self._database.write(lambda c: amend_account(c, account.id, pending=None))

    async def _account(self, profile: RegisterProfessional, password: str) -> Account:
        account_id = str(new_id())
        return Account(
            id=account_id,
            kind="professional",
            secret_hash=await self._pool.run(lambda: hash_password(password)),
            opened_at=self._clock.now(),
            email_key=self._keys.email_key(profile.email),
            pending=self._keys.seal(msgspec.json.encode(profile), account_id),
        )

    async def _again(self, email: str, password: str, address: str) -> SignedIn:
        try:
            signed_in = await self._sign_in.by_password(email, password, address)
        except NotSignedIn:
            sentence = "Ce compte ne peut pas être ouvert. Si vous en avez déjà un, connectez-vous."
            raise Conflict("account_not_opened", sentence, field="email") from None
        await self.complete(signed_in.account)
        return signed_in
