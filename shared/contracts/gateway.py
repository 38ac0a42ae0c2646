"""The gateway's public facts: how many accounts open, sign in, are locked; by kind of account, of nobody."""

from __future__ import annotations

from typing import ClassVar, Literal

from shared.contracts.shapes import Fact

AccountKind = Literal["holder", "professional", "operator"]


class AccountFact(Fact, frozen=True, kw_only=True):
    """Every fact here is about one kind of account; nothing in it leads to a person."""

    SUBJECT: ClassVar[str] = "kind"
    kind: AccountKind


class AccountOpened(AccountFact, frozen=True, kw_only=True):
    """An account was opened. A sign-up or an opening that is refused after all closes it again."""

    TYPE: ClassVar[str] = "gateway.account_opened"


class AccountClosed(AccountFact, frozen=True, kw_only=True):
    """An account is no more: its vault was erased, or what it was opened for was refused."""

    TYPE: ClassVar[str] = "gateway.account_closed"


class SignedIn(AccountFact, frozen=True, kw_only=True):
    """Someone signed in, by password or by card and PIN."""

    TYPE: ClassVar[str] = "gateway.signed_in"


class AccountLocked(AccountFact, frozen=True, kw_only=True):
    """Wrong secrets used up what an account allows in an hour; its owner's known devices still get in."""

    TYPE: ClassVar[str] = "gateway.account_locked"
