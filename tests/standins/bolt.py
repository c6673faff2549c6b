"""Writes a file of bbolt, the Go key-value store that Trivy's database is: nested buckets, made once, never changed.

The format is a file of pages. Two pages of metadata, an empty list of free pages, then a leaf for every bucket, which
spans as many pages as it needs: a leaf of any length is valid, so there is no tree to balance.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Union

Bucket = Mapping[str, Union[bytes, "Bucket"]]

PAGE = 4096
LEAF, META, FREE = 0x02, 0x04, 0x10
MAGIC, VERSION = 0xED0CDAED, 2
BUCKET = 1
"""Flag of a leaf's element whose value is another bucket."""
FREE_PAGE, FIRST_LEAF = 2, 3

_HEADER = struct.Struct("<QHHI")
_ELEMENT = struct.Struct("<IIII")
_ROOT = struct.Struct("<QQ")
_META = struct.Struct("<IIII16sQQQ")


def write(path: Path, root: Bucket) -> None:
    """Write ``root`` and all that is in it. An existing file is replaced."""
    pages: list[bytes] = []
    top = _leaf(root, pages)
    used = FIRST_LEAF + sum(len(page) for page in pages) // PAGE
    metas = [_meta(number, top, used) for number in (0, 1)]
    path.write_bytes(b"".join([*metas, _page(FREE_PAGE, FREE, 0, b""), *pages]))


def _leaf(bucket: Bucket, pages: list[bytes]) -> int:
    """Append the pages of a bucket, those of the buckets in it first, and return its own number."""
    items: list[tuple[int, bytes, bytes]] = []
    for name, value in bucket.items():
        if isinstance(value, bytes):
            items.append((0, name.encode(), value))
        else:
            items.append((BUCKET, name.encode(), _ROOT.pack(_leaf(value, pages), 0)))
    items.sort(key=lambda item: item[1])
    elements, data = b"", b""
    for number, (flags, key, value) in enumerate(items):
        # Positions count from the element itself.
        position = _ELEMENT.size * (len(items) - number) + len(data)
        elements += _ELEMENT.pack(flags, position, len(key), len(value))
        data += key + value
    own = FIRST_LEAF + sum(len(page) for page in pages) // PAGE
    pages.append(_page(own, LEAF, len(items), elements + data))
    return own


def _page(number: int, flags: int, count: int, body: bytes) -> bytes:
    length = -(-(_HEADER.size + len(body)) // PAGE)
    return (_HEADER.pack(number, flags, count, length - 1) + body).ljust(length * PAGE, b"\0")


def _meta(number: int, top: int, used: int) -> bytes:
    body = _META.pack(MAGIC, VERSION, PAGE, 0, _ROOT.pack(top, 0), FREE_PAGE, used, number)
    return _page(number, META, 0, body + struct.pack("<Q", _fnv1a(body)))


def _fnv1a(data: bytes) -> int:
    """The 64-bit FNV-1a hash, by which bbolt knows that metadata is whole."""
    total = 0xCBF29CE484222325
    for byte in data:
        total = (total ^ byte) * 0x100000001B3 % 2**64
    return total
