"""What a person names to be compared: a folder of policies, a day of the configured ones, or a folder on a day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.errors import InputError


@dataclass(frozen=True)
class Named:
    """`day` None: no day was given. `label` is what the person wrote."""

    folder: Path
    day: date | None
    label: str


def named(text: str, configured: Path) -> Named:
    """Raises InputError for what is neither a folder nor a day."""
    if text and Path(text).is_dir():
        return Named(Path(text), None, text)
    folder, at, day = text.rpartition("@")
    if at and not (folder and Path(folder).is_dir()):
        raise InputError(f'there is no folder "{folder}": name a folder of policies before the @')
    place = Path(folder) if at else configured
    try:
        return Named(place, date.fromisoformat(day), text)
    except ValueError as error:
        right = "name a folder of policies, a day such as 2026-05-01, or a folder on a day: DIR@2026-05-01"
        wrong = f'"{day}" is no day' if at else f'"{text}" is neither a folder nor a day'
        raise InputError(f"{wrong}: {right}") from error
