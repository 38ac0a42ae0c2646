"""The tree over the access log: signed, published, proven, witnessed; what does not continue is refused."""

from __future__ import annotations

import base64
import hashlib
import json
from uuid import UUID

import pytest
import sqlalchemy as sa

from deploy.witness import RefusedError, Witness, consistent
from services.vault.adapters.log_checkpoints import SqlCheckpoints
from services.vault.adapters.log_tree import TILE_WIDTH, SqlLogTree
from services.vault.adapters.log_witnesses import KnownWitnesses
from services.vault.adapters.tables import LOG, TREE
from services.vault.application.log_ports import LogBrokenError, SignedTree
from services.vault.domain.merkle import leaf_hash, node_hash
from shared.contracts import vault_log as p
from shared.problems import InvalidInput, NotAllowed, NotFound, Unavailable
from shared.rpc.call import Actor
from shared.settings import SettingsError
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder

ANYONE = Actor(id="anonymous", kind="anonymous")
AT_S = 1_900_000_000


def checkpoints(house: House) -> p.Checkpoints:
    found: p.Checkpoints = house.ask(ANYONE, p.ListCheckpoints())
    return found


def witness(house: House, name: str = "temoin.invalid") -> Witness:
    """A witness with its folder, known to the house."""
    told = checkpoints(house)
    made = Witness(house.root / name, name, told.origin, base64.b64decode(told.key.split("+", 2)[2])[1:])
    house.witnesses = KnownWitnesses([*house.witnesses.keys, made.key])
    house.open()
    return made


def path(house: House, first: int, second: int) -> list[bytes]:
    proof = house.ask(ANYONE, p.ProveConsistency(first=first, second=second))
    return [bytes.fromhex(step) for step in proof.path]


def lines_of(house: House) -> sa.Table:
    assert LOG.access_log is not None
    return LOG.access_log


@pytest.mark.feature("W2")
def test_the_log_is_signed_when_it_grew_and_told_once(house: House) -> None:
    assert house.uses.do.publish_checkpoint() is None
    house.open_vault()
    for _ in range(2):
        signed = house.uses.do.publish_checkpoint()
    assert signed is not None
    assert signed.size == 2
    facts = [json.loads(data) for kind, data in house.facts() if kind == "vault.log_checkpoint_published"]
    assert [(f["size"], f["root"], f["note"]) for f in facts] == [(2, signed.root.hex(), signed.note)]
    house.open_vault()
    house.uses.do.publish_checkpoint()
    assert [c.size for c in checkpoints(house).checkpoints] == [4, 2]


def test_a_fact_untold_before_a_crash_is_told_by_the_next_round(house: House) -> None:
    house.open_vault()
    publish = house.uses.do.publish_checkpoint
    tree = SqlLogTree(house.database.events)
    size, now = tree.grow(), house.clock.now()
    note = publish.sign.note(size, tree.root(size), now)
    SqlCheckpoints(house.database.events).keep(SignedTree(size, tree.root(size), now, note))
    publish()
    assert [kind for kind, _ in house.facts()].count("vault.log_checkpoint_published") == 1


@pytest.mark.feature("W2")
def test_a_line_is_proven_to_its_person_and_to_nobody_else(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.open_vault()
    with pytest.raises(Unavailable):
        house.ask(awa, p.ProveLine(vault_id=vault_id, number=2))
    house.uses.do.publish_checkpoint()
    proof = house.ask(awa, p.ProveLine(vault_id=vault_id, number=2))
    found, steps = leaf_hash(bytes.fromhex(proof.hash)), [bytes.fromhex(step) for step in proof.path]
    assert (proof.index, proof.checkpoint.size) == (1, 4)
    assert node_hash(node_hash(steps[0], found), steps[1]).hex() == proof.checkpoint.root
    with pytest.raises(NotFound):
        house.ask(awa, p.ProveLine(vault_id=vault_id, number=99))
    for other in (AGNES, CHLOE, holder("6f1a0c1e-0000-4000-8000-000000000001")):
        with pytest.raises(NotAllowed):
            house.ask(other, p.ProveLine(vault_id=vault_id, number=2))
    assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_sizes_that_were_not_signed_or_reversed_are_refused(house: House) -> None:
    with pytest.raises(NotFound):
        house.ask(ANYONE, p.ProveConsistency(first=1, second=1))
    house.open_vault()
    house.uses.do.publish_checkpoint()
    with pytest.raises(InvalidInput):
        house.ask(ANYONE, p.ProveConsistency(first=2, second=1))
    with pytest.raises(NotFound):
        house.ask(ANYONE, p.ProveConsistency(first=1, second=3))


@pytest.mark.feature("W2")
def test_a_partner_witnesses_what_continues_and_its_signature_is_handed_out(house: House) -> None:
    house.open_vault()
    house.uses.do.publish_checkpoint()
    partner = witness(house)
    first = checkpoints(house).checkpoints[0]
    line = partner.cosign(first.note, [], AT_S)
    for _ in range(2):
        house.ask(ANYONE, p.CosignCheckpoint(size=first.size, cosignature=line))
    house.open_vault()
    house.uses.do.publish_checkpoint()
    second = checkpoints(house).checkpoints[0]
    line = partner.cosign(second.note, path(house, first.size, second.size), AT_S + 60)
    house.ask(ANYONE, p.CosignCheckpoint(size=second.size, cosignature=line))
    found = checkpoints(house)
    assert [c.witnesses for c in found.checkpoints] == [["temoin.invalid"], ["temoin.invalid"]]
    assert found.checkpoints[0].note.endswith(line + "\n")
    assert found.witness_keys == [partner.key]


@pytest.mark.feature("W2")
def test_a_cosignature_of_nobody_known_or_of_something_else_is_refused(house: House) -> None:
    house.open_vault()
    house.uses.do.publish_checkpoint()
    partner = witness(house)
    note = checkpoints(house).checkpoints[0].note
    line = partner.cosign(note, [], AT_S)
    altered = line[:-6] + ("A" if line[-6] != "A" else "B") + line[-5:]
    told = checkpoints(house)
    log_key = base64.b64decode(told.key.split("+", 2)[2])[1:]
    stranger = Witness(house.root / "stranger", "temoin.invalid", told.origin, log_key)
    for wrong in (altered, stranger.cosign(note, [], AT_S), "\u2014 temoin.invalid AAAA", "x"):
        with pytest.raises(NotAllowed):
            house.ask(ANYONE, p.CosignCheckpoint(size=2, cosignature=wrong))
    with pytest.raises(NotFound):
        house.ask(ANYONE, p.CosignCheckpoint(size=1, cosignature=line))
    assert checkpoints(house).checkpoints[0].witnesses == []


@pytest.mark.feature("W2")
def test_a_log_that_was_cut_or_rewritten_is_neither_signed_nor_witnessed(house: House) -> None:
    house.open_vault()
    house.uses.do.publish_checkpoint()
    partner, lines = witness(house), lines_of(house)
    partner.cosign(checkpoints(house).checkpoints[0].note, [], AT_S)
    with house.database.events.begin() as connection:
        connection.execute(sa.update(lines).where(lines.c.position == 1).values(hash=b"x" * 32))
    house.open_vault()
    with pytest.raises(LogBrokenError):
        house.uses.do.publish_checkpoint()
    with house.database.events.begin() as connection:  # who rewrites the log forgets its checkpoints too
        connection.execute(sa.delete(TREE.checkpoint))
    house.uses.do.publish_checkpoint()
    forged = checkpoints(house).checkpoints[0]
    with pytest.raises(RefusedError):
        partner.cosign(forged.note, path(house, 2, forged.size), AT_S)


def test_the_tree_is_the_same_however_it_grew(house: House) -> None:
    lines, engine = lines_of(house), house.database.events
    tree, hashes = SqlLogTree(engine), []
    count = 2 * TILE_WIDTH + 77
    with engine.begin() as connection:
        for position in range(1, count + 1):
            hashes.append(hashlib.sha256(str(position).encode()).digest())
            row = {
                "subject_id": UUID(int=1),
                "number": position,
                "kind": "x",
                "body": b"",
                "hash": hashes[-1],
            }
            row |= {
                "hash": hashes[-1],
                "position": position,
                "recorded_at": house.clock.now(),
                "previous_hash": bytes(32),
            }
            connection.execute(sa.insert(lines), row)
    assert tree.grow() == tree.grow() == count

    def naive(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaf_hash(leaves[0])
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return node_hash(naive(leaves[:split]), naive(leaves[split:]))

    for first in (1, 200, TILE_WIDTH, TILE_WIDTH + 1, count - 1):
        assert tree.root(first) == naive(hashes[:first])
        proof = tree.consistency(first, count)
        assert consistent(first, count, naive(hashes[:first]), naive(hashes), proof)
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(TREE.subtree)).scalar() == 2


@pytest.mark.feature("W2")
def test_a_card_prints_how_the_log_ends_for_its_person_and_begins_for_who_opened_it(house: House) -> None:
    vault_id, awa = house.open_vault()
    head = house.ask(awa, p.GetLogHead(vault_id=vault_id))
    assert (head.number, len(head.hash)) == (2, 64)
    assert head.fingerprint == checkpoints(house).fingerprint
    assert house.ask(AGNES, p.GetLogHead(vault_id=vault_id)).number == 1
    assert house.ask(BRUNO, p.GetLogHead(vault_id=vault_id)).number == 1
    with pytest.raises(NotAllowed):
        house.ask(CHLOE, p.GetLogHead(vault_id=vault_id))
    assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_a_setting_that_names_no_witness_is_refused() -> None:
    assert KnownWitnesses.from_setting(" ").keys == ()
    for wrong in ("temoin", "temoin+00000000+AAAA", "a b+c"):
        with pytest.raises(SettingsError):
            KnownWitnesses.from_setting(wrong)
