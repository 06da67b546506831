"""Tries whether the database can be written, as a full disk or a lost permission shows only on a write."""

import os
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import update

from store.database import Database
from store.errors import StoreUnwritable
from store.schema import VersionRow

SPARE_BYTES = 4 * 1024 * 1024  # what a few decisions and SQLite's log need


def require_writable(database: Database) -> None:
    """Writes one row as it is and, beside an SQLite file, asks for the space of the next writes: SQLite itself first
    reuses what its log has. Raises StoreError."""
    with database.write_transaction() as session:
        session.execute(update(VersionRow).values(version=VersionRow.version))
    path = database.engine.url.database if database.engine.dialect.name == "sqlite" else None
    if path and not path.startswith((":", "file:")):
        _require_space(Path(path).parent)


def _require_space(folder: Path) -> None:
    try:
        with TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, SPARE_BYTES)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise StoreUnwritable(
            f"{folder} has no space or no permission for new decisions ({reason}): free some space there"
        ) from error
