"""`clausewise media read`: what is read in pictures, videos and sound, and where."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from domain.case import Case
    from domain.media import Media

MAX_NAME_CHARS = 200
Sources = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Pictures, videos or sound: paths, https links or data URLs.")
]


def read(sources: Sources, as_json: AsJson = False) -> None:
    """Read the text in pictures and videos, and the speech in sound, with places and times. Nothing is judged or
    stored. A file that cannot be opened is named on standard error, and the others are read; the exit code is 2
    then."""
    with report_errors():
        from agent.evidence.media.opening import open_media_reader
        from agent.settings import read_settings
        from cli.views.console import echo_json, progress
        from domain.case import Case

        names = _names(sources)
        media = tuple(_opened(names))
        if media:
            with progress("Reading"):
                found = open_media_reader(read_settings()).read(Case(id="media", media=media)).case
            if as_json:
                echo_json(found.model_dump_json(indent=2, include={"media", "content"}, exclude_none=True))
            else:
                _print(found)
    if len(media) < len(names):
        raise typer.Exit(EXIT_BAD_INPUT)


def _opened(names: dict[str, str]) -> "Iterator[Media]":
    """What cannot be opened is named on standard error."""
    from cli.input.case_file import CaseFileError
    from cli.input.media_files import is_path, source_of_file
    from cli.views.console import err, print_line
    from domain.media import Media

    for name, source in names.items():
        try:
            yield Media(id=name, source=source_of_file(source) if is_path(source) else source)
        except CaseFileError as error:
            print_line(f"clausewise: {' '.join(str(error).splitlines())}", err)


def _names(sources: list[str]) -> dict[str, str]:
    """By the id of each: its file name on one line, with a number where two have one."""
    from cli.input.media_files import is_path
    from text.visible_text import visible

    named: dict[str, str] = {}
    for number, source in enumerate(sources, 1):
        file_name = " ".join(visible(Path(source).name).split()) if is_path(source) else ""
        name = file_name[:MAX_NAME_CHARS] or f"media-{number}"
        named[name if name not in named else f"{name} ({number})"] = source
    return named


def _print(case: "Case") -> None:
    from cli.views.console import out, print_line
    from cli.views.media_view import media_table
    from domain.media_places import media_words

    for one in case.media:
        print_line(f"{one.id}: {media_words(one)}")
        texts = [item for item in case.content if item.region and item.region.media_id == one.id]
        if texts:
            out.print(media_table(texts))
        elif not one.gap:
            print_line("  no text")
