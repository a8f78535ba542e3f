"""Checksums of what a study stores: they show accidents and edits by hand, not a forger who computes them anew.

A row has the checksum of its table and all its columns, so that neither a value nor a whole row can be moved to another
place unseen; a file has that of its bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

BYTES = 16


def of_row(table: str, columns: Iterable[Any]) -> str:
    """Checksum of a row of a table; an empty text for a row whose columns are neither texts, numbers nor null."""
    try:
        content = json.dumps([table, *columns], separators=(",", ":"))
    except (TypeError, ValueError):
        return ""
    return of_bytes(content.encode())


def of_bytes(content: bytes) -> str:
    """Checksum of a file."""
    return hashlib.blake2b(content, digest_size=BYTES).hexdigest()
