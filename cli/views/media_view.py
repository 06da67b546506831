"""What was read in a medium: each text with its place."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.views.console import table
from domain.case import ContentItem
from domain.media import Box
from domain.media_places import clock

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("Kind", "Time", "From left", "From top", "Wide", "High", "Text")


def media_table(items: Sequence[ContentItem]) -> "Table":
    """A row for each line of a text in a picture."""
    return table(COLUMNS, (row for item in items for row in _rows(item)), no_wrap=(0, 1, 2, 3, 4, 5))


def _rows(item: ContentItem) -> Iterator[tuple[str, ...]]:
    region = item.region
    if region is None:
        return
    time = "" if region.start_ms is None else f"{clock(region.start_ms)}-{clock(region.end_ms or 0)}"
    boxes, lines = region.lines, item.text.splitlines()
    if len(boxes) == len(lines):
        for number, (box, line) in enumerate(zip(boxes, lines, strict=True)):
            yield (item.kind.value if number == 0 else "", time if number == 0 else "", *_box(box), line)
    else:
        yield (item.kind.value, time, *(_box(region.box) if region.box else ("",) * 4), " ".join(lines))


def _box(box: Box) -> tuple[str, str, str, str]:
    return f"{box.x:.0%}", f"{box.y:.0%}", f"{box.width:.0%}", f"{box.height:.0%}"
