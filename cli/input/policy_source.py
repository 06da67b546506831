"""Policies named on the command line: a folder, a day of the configured corpus, or a folder on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InputError

if TYPE_CHECKING:
    from policies.library import Library


@dataclass(frozen=True)
class PolicySource:
    """`as_of` None: no day was named. `label` is the text as the person wrote it."""

    folder: Path
    as_of: date | None
    label: str


def parse_policy_source(text: str, configured: Path) -> PolicySource:
    """Raises InputError unless the text is a folder, a day or a folder on a day."""
    if text and _folder(text).is_dir():
        return PolicySource(_folder(text), None, text)
    folder, at, day = text.rpartition("@")
    if at and not (folder and _folder(folder).is_dir()):
        raise InputError(f'there is no folder "{folder}": write a folder of policies before the @')
    try:
        return PolicySource(_folder(folder) if at else configured, datetime.fromisoformat(day).date(), text)
    except ValueError as error:
        problem = f'"{day}" is not a day' if at else f'"{text}" is neither a folder nor a day'
        remedy = "write a folder of policies, a day such as 2026-05-01, or a folder on a day: DIR@2026-05-01"
        raise InputError(f"{problem}: {remedy}") from error


def _folder(text: str) -> Path:
    """Raises InputError for a `~user` without a home folder."""
    from text.files import expand_home

    try:
        return expand_home(Path(text))
    except ValueError as error:
        raise InputError(str(error)) from error


def load_unchecked(policies: Path | None) -> "Library":
    """The corpus of `--policies`, or the configured one, without consistency checks. Raises CorpusErrors if it cannot
    be read."""
    from agent.settings import read_settings
    from policies.library import load_library

    return load_library(read_settings(policies=policies).policies)
