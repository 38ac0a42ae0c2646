"""The Merkle tree over every line of every access log: its root, and proofs that lines and trees are in it.

The shapes of RFC 9162, section 2.1, with SHA-256: a leaf is SHA-256(0x00 ‖ the line's hash), a node
SHA-256(0x01 ‖ left ‖ right), and a tree that is not complete splits at the largest power of two below its
size. Pure: where the hashes of complete subtrees come from is the caller's affair (`Node`), so a proof costs
a few of them whatever the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

Node = Callable[[int, int], bytes]
"""(height, index) → the root of leaves [index × 2^height, (index + 1) × 2^height), a complete subtree."""

EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(line_hash: bytes) -> bytes:
    """The leaf of a line, by the line's own hash (32 bytes)."""
    return hashlib.sha256(b"\x00" + line_hash).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(size: int, node: Node) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _span(0, size, node) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """What leads from leaf `index` (from 0) to the root of `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    path, start, end = [], 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(_span(split, end, node))
            end = split
        else:
            path.append(_span(start, split, node))
            start = split
    return path[::-1]


def consistency_path(first: int, second: int, node: Node) -> list[bytes]:
    """What shows that the tree of `first` leaves is the beginning of that of `second`; empty from 0 and to
    itself.
    """
    if not 0 <= first <= second:
        raise ValueError("the second tree is the larger one")
    if first in (0, second):
        return []
    path, start, end = [], 0, second
    while end != first:
        split = start + _split(end - start)
        if first <= split:
            path.append(_span(split, end, node))
            end = split
        else:
            path.append(_span(start, split, node))
            start = split
    return [*([_span(start, end, node)] if start else []), *path[::-1]]


def folded(hashes: list[bytes]) -> bytes:
    """The root of a complete subtree, by its children in order (a power of two of them)."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _span(start: int, end: int, node: Node) -> bytes:
    width = end - start
    if width & (width - 1) == 0:
        return node(width.bit_length() - 1, start // width)
    split = start + _split(width)
    return node_hash(_span(start, split, node), _span(split, end, node))


def _split(width: int) -> int:
    """The largest power of two below `width` (2 or more)."""
    return 1 << (width - 1).bit_length() - 1
