"""A signed actor opens one request, for a minute, within the rights of its key."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.problems import NotAllowed
from shared.rpc.actor import ActorSigner, ActorVerifier, KeyRights, PublicKeyGrant
from shared.rpc.call import Actor
from shared.rpc.keys import create_key_pair, load_signer, load_verifier
from shared.settings import SettingsError

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
AMINA = Actor(id="p-1", kind="professional", display="A. B.")
ASKED = ("vault", "grant_consent", b'{"a":1}', "k1")


def signer(key_id: str = "gateway") -> ActorSigner:
    return ActorSigner(Ed25519PrivateKey.generate(), key_id, key_id)


def verifier(of: ActorSigner, rights: KeyRights) -> ActorVerifier:
    return ActorVerifier({of.key_id: PublicKeyGrant(of.public_key(), rights)})


def test_a_signed_actor_is_known_for_the_request_it_was_signed_for() -> None:
    gateway = signer()
    token = gateway.sign(AMINA, *ASKED, NOW)
    assert verifier(gateway, KeyRights(kinds=("professional",))).verify(token, *ASKED, NOW) == AMINA


@pytest.mark.parametrize(
    "other",
    [
        ("directory", "grant_consent", b'{"a":1}', "k1"),
        ("vault", "revoke_consent", b'{"a":1}', "k1"),
        ("vault", "grant_consent", b'{"a":2}', "k1"),
        ("vault", "grant_consent", b'{"a":1}', "k2"),
        ("vault", "grant_consen", b't{"a":1}', "k1"),
    ],
)
def test_a_captured_token_opens_nothing_else(other: tuple[str, str, bytes, str]) -> None:
    gateway = signer()
    token = gateway.sign(AMINA, *ASKED, NOW)
    with pytest.raises(NotAllowed) as refusal:
        verifier(gateway, KeyRights(kinds=("professional",))).verify(token, *other, NOW)
    assert refusal.value.code == "actor_not_proven"


@pytest.mark.parametrize(("late_s", "held"), [(119, True), (121, False), (-59, True), (-61, False)])
def test_a_token_lives_a_minute_with_a_minute_of_leeway(late_s: int, held: bool) -> None:
    gateway = signer()
    token, at = gateway.sign(AMINA, *ASKED, NOW), NOW + timedelta(seconds=late_s)
    check = verifier(gateway, KeyRights(kinds=("professional",)))
    if held:
        assert check.verify(token, *ASKED, at) == AMINA
    else:
        with pytest.raises(NotAllowed):
            check.verify(token, *ASKED, at)


@pytest.mark.parametrize(
    "rights",
    [
        KeyRights(kinds=("service",)),
        KeyRights(kinds=("professional",), methods=("get_reach",)),
        KeyRights(kinds=("professional",), methods=("directory.grant_consent",)),
        KeyRights(kinds=("professional",), actor_ids=("p-2",)),
    ],
)
def test_a_key_cannot_vouch_beyond_its_rights(rights: KeyRights) -> None:
    gateway = signer()
    with pytest.raises(NotAllowed):
        verifier(gateway, rights).verify(gateway.sign(AMINA, *ASKED, NOW), *ASKED, NOW)


def test_a_key_may_be_given_one_method_of_one_service() -> None:
    gateway = signer()
    rights = KeyRights(kinds=("professional",), methods=("vault.grant_consent",), actor_ids=("p-1",))
    assert verifier(gateway, rights).verify(gateway.sign(AMINA, *ASKED, NOW), *ASKED, NOW) == AMINA


def test_another_key_under_the_same_name_proves_nothing() -> None:
    with pytest.raises(NotAllowed):
        verifier(signer(), KeyRights(kinds=("professional",))).verify(
            signer().sign(AMINA, *ASKED, NOW), *ASKED, NOW
        )


@pytest.mark.parametrize(
    "token", ["", "a.b", "gateway.e30.AAAA", "gateway.é.é", "gateway.!!.!!", "x" * 5000, "a.b.c.d"]
)
def test_nonsense_proves_nothing(token: str) -> None:
    with pytest.raises(NotAllowed):
        verifier(signer(), KeyRights(kinds=("professional",))).verify(token, *ASKED, NOW)


def test_keys_in_files_sign_and_verify_and_stay_private(tmp_path: Path) -> None:
    rights = KeyRights(kinds=("service",), methods=("get_reach",), actor_ids=("service:notifications",))
    path = create_key_pair(tmp_path, "notifications", rights)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    actor = Actor(id="service:notifications", kind="service")
    token = load_signer(path).sign(actor, "vault", "get_reach", b"{}", "", NOW)
    assert load_verifier(tmp_path / "public").verify(token, "vault", "get_reach", b"{}", "", NOW) == actor


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    create_key_pair(tmp_path, "cli", KeyRights(kinds=("operator",)))
    with pytest.raises(FileExistsError):
        create_key_pair(tmp_path, "cli", KeyRights(kinds=("operator",)))


def test_a_folder_without_keys_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MAILLON_ACTOR_PUBLIC_KEYS_FOLDER"):
        load_verifier(tmp_path)


def test_a_public_key_without_rights_is_told_plainly(tmp_path: Path) -> None:
    create_key_pair(tmp_path, "cli", KeyRights(kinds=("operator",)))
    (tmp_path / "public" / "cli.json").unlink()
    with pytest.raises(SettingsError, match="droits"):
        load_verifier(tmp_path / "public")
