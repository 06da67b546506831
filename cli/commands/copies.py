"""`clausewise copies`: pictures, videos and captions that show what others show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from signals.copies.evidence import CopyEvidence
    from signals.copies.files import FileCopies

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        help="Folders and files: pictures, videos, and captions as .txt or as the column `caption` of a .csv.",
    ),
]
ORDER = "Which of two was made first is not known: files do not tell when they were shown, here or elsewhere."


def find(paths: Paths, as_json: AsJson = False) -> None:
    """Compare files with each other and show which are copies, with how much of each, and what was changed."""
    with report_errors():
        from cli.views.console import progress
        from signals.copies.files import find_copies

        with progress("Reading") as advance:
            found = find_copies(paths, advance)
        _print_json(found) if as_json else _print(found)


def _print(found: "FileCopies") -> None:
    from cli.views.console import count, err, print_line, print_table, table

    columns = ("First", "Second", "Kind", "Of the first", "Of the second", "Distance", "Changed")
    if found.copies:
        print_table(table(columns, map(_row, found.copies), no_wrap=()))
        print_line(f"\n{ORDER}")
    compared = ", ".join(count(number, kind) for kind, number in found.compared.items() if number)
    err.print(f"{count(len(found.copies), 'copy', 'copies')} found. Compared: {compared or 'nothing'}.")
    for name, reason in found.not_measured.items():
        print_line(f"{name}: {reason}", err)


def _row(copy: "CopyEvidence") -> tuple[str, ...]:
    overlap = copy.overlap
    starts = ("", "") if overlap.start_first is None else (f" from {overlap.start_first:g} s", "")
    if overlap.start_second is not None:
        starts = starts[0], f" from {overlap.start_second:g} s"
    return (
        copy.first,
        copy.second,
        copy.kind,
        f"{overlap.coverage_first:.0%}{starts[0]}",
        f"{overlap.coverage_second:.0%}{starts[1]}",
        f"{overlap.distance:.2f}",
        overlap.transformation,
    )


def _print_json(found: "FileCopies") -> None:
    import json
    from dataclasses import asdict

    from cli.views.console import echo_json

    copies = [
        {"kind": copy.kind, "first": copy.first, "second": copy.second, **asdict(copy.overlap)} for copy in found.copies
    ]
    missing = [{"file": name, "reason": one.reason} for name, one in found.not_measured.items()]
    value = {"copies": copies, "compared": dict(found.compared), "not_measured": missing, "order": ORDER}
    echo_json(json.dumps(value, ensure_ascii=False))
