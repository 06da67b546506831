"""The choices that people made of a point on the front: a file that only grows, one line of JSON a choice."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from insights.tradeoffs.promotion.decision import Bounds
from insights.tradeoffs.promotion.front import Point
from insights.tradeoffs.promotion.report import PromotionReport

FILE = "promotion-choices.jsonl"
MAX_REASON = 2000


class Choice(FrozenModel):
    """`day` counts from 1970-01-01: the last one that was read. `point`: what was expected and what was measured when
    the choice was made."""

    at: datetime
    author: str
    reason: str
    day: int
    caps: Mapping[str, float]
    bounds: Bounds
    point: Point


def choose(folder: Path, report: PromotionReport, author: str, reason: str, at: datetime) -> Choice:
    """Appends the point of the report. Raises InputError without a point, an author or a reason."""
    if report.point is None or report.infeasible_now:
        raise InputError("these caps cannot be satisfied, so there is no point to choose: choose caps that can")
    if not author.strip() or not reason.strip():
        raise InputError("a choice needs an author and a reason: --author and --reason")
    if len(reason) > MAX_REASON:
        raise InputError(f"the reason has {len(reason):,} characters: at most {MAX_REASON:,} are stored")
    choice = Choice(
        at=at,
        author=author.strip(),
        reason=reason.strip(),
        day=report.day,
        caps=report.caps,
        bounds=report.bounds,
        point=report.point,
    )
    _append(folder / FILE, choice.model_dump_json())
    return choice


def read_choices(folder: Path) -> tuple[Choice, ...]:
    """In the order in which they were made. Raises InputError for a line that is no choice."""
    file = folder / FILE
    if not file.exists():
        return ()
    content = file.read_bytes()
    complete = content[: content.rfind(b"\n") + 1]  # a power cut may have left a part of a line
    choices = []
    for number, line in enumerate(complete.splitlines(), 1):
        try:
            choices.append(Choice.model_validate_json(line))
        except ValidationError as error:
            raise InputError(f"{file}:{number} is no choice: restore the file from a backup") from error
    return tuple(choices)


def _append(file: Path, line: str) -> None:
    """One write at the end of the file, on disk before this returns. A part of a line that a power cut left is dropped
    first, as nobody was shown it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        content = file.read_bytes()
        if not content.endswith(b"\n"):
            os.truncate(file, content.rfind(b"\n") + 1)
    with file.open("ab", buffering=0) as end:
        end.write(f"{line}\n".encode())
        os.fsync(end.fileno())
