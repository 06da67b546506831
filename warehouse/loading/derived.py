"""The columns that are computed while rows are loaded: the day, the local hour, the key of a caption."""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.loading.markets import local_hours
from warehouse.tables.table import Table

DAY_SECONDS = 86_400
KEY_BYTES = 8
NO_LETTERS = re.compile(r"[\W\d_]+")


def derive(table: Table, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The derived columns of valid rows."""
    derived: dict[str, NDArray[Any]] = {}
    for column in table.derived:
        if column.name == "day":
            derived["day"] = columns[table.time] // DAY_SECONDS
        elif column.name == "hour":
            derived["hour"] = local_hours(columns["market"], columns[table.time])
        else:
            derived[column.name] = objects([caption_key(caption) for caption in columns["caption"].tolist()])
    return derived


def caption_key(caption: str) -> str | None:
    """None for a caption without letters."""
    folded = caption if caption.isascii() else unicodedata.normalize("NFKC", caption)
    letters = NO_LETTERS.sub("", folded.casefold())
    return blake2b(letters.encode(), digest_size=KEY_BYTES).hexdigest() if letters else None
