"""One file begun by several requests at the same instant is one upload, on either store."""

from __future__ import annotations

from tests.unit.vault.house import House
from tests.unit.vault.test_uploads import AT_ONCE, begun_together


def test_whoever_began_one_file_at_the_same_instant_is_given_the_same_upload(house: House) -> None:
    for _ in range(3):
        vault_id, awa = house.open_vault()
        begun = begun_together(house, awa, vault_id)
        assert (len(begun), len(set(begun))) == (AT_ONCE, 1)
