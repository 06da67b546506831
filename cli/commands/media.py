"""`clausewise media read`: what is read in pictures, videos and sound, and where."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from domain.case import Case

Sources = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Pictures, videos or sound: paths, https links or data URLs.")
]


def read(sources: Sources, as_json: AsJson = False) -> None:
    """Read the text in pictures and videos, and the speech in sound, with places and times. Nothing is judged or
    stored."""
    with report_errors():
        from agent.evidence.media.opening import open_media_reader
        from agent.settings import read_settings
        from cli.input.media_files import with_media_files
        from cli.views.console import echo_json, progress
        from domain.case import Case
        from domain.media import Media

        media = [Media(id=name, source=source) for name, source in _names(sources).items()]
        case = with_media_files(Case(id="media", media=tuple(media)), Path())
        with progress("Reading"):
            found = open_media_reader(read_settings()).read(case).case
        if as_json:
            echo_json(found.model_dump_json(indent=2, include={"media", "content"}, exclude_none=True))
        else:
            _print(found)


def _names(sources: list[str]) -> dict[str, str]:
    """By the id of each: its file name, with a number where two have one."""
    named: dict[str, str] = {}
    for number, source in enumerate(sources, 1):
        is_path = not source.lower().startswith(("data:", "http:", "https:"))
        name = (Path(source).name if is_path else "") or f"media-{number}"
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
