"""`clausewise policies import`: a foreign document as a draft in our form, with an account of every character."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import AsJson

if TYPE_CHECKING:
    from policies.importer.importing import Imported

PREFIX_FORM = "[A-Z][A-Z0-9]*"

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where the draft is written; without it, it goes to standard output."),
]
Prefix = Annotated[
    str, typer.Option(metavar="ABC", help="What the ids begin with; else the first letters of the title.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over a draft of the same name.")]


def import_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Markdown, HTML, DOCX, PDF or plain text.")],
    out: Out = None,
    prefix: Prefix = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make a draft policy of a foreign document: clauses, ids, kinds and references, with marks where they are guesses.

    The draft lies in DIR under the name of its id; the report, on standard error, says what became of every character.
    """
    with edge():
        from cli.views.import_view import as_object, print_report

        _expect_prefix(prefix)
        imported = _imported(file, prefix)
        target = _written(imported, out, force) if out else None
        if as_json:
            typer.echo(as_object(imported, target))
            return
        if target is None:
            typer.echo(imported.draft, nl=False)
        print_report(imported, file, target)


def _expect_prefix(prefix: str) -> None:
    import re

    from domain.errors import InputError

    if prefix and not re.fullmatch(PREFIX_FORM, prefix):
        raise InputError(f'--prefix cannot be "{prefix}": write capital letters and digits, such as HLT')


def _imported(file: Path, prefix: str) -> "Imported":
    from datetime import UTC, datetime

    from cli.views.console import progress
    from domain.errors import InputError
    from policies.importer.errors import Unreadable
    from policies.importer.importing import import_document

    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}: name a document that can be read") from error
    try:
        with progress("reading the document"):
            return import_document(content, file.name, datetime.now(UTC).date(), prefix)
    except Unreadable as error:
        raise Unreadable(f"{file}: {error}") from error


def _written(imported: "Imported", out: Path, force: bool) -> Path:
    from domain.errors import InputError

    target = out / f"{imported.id}.md"
    if target.exists() and not force:
        raise InputError(f"{target} is there already: name another --out, or say --force to write over it")
    out.mkdir(parents=True, exist_ok=True)
    target.write_text(imported.draft, encoding="utf-8")
    return target
