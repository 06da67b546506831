"""`clausewise policies import`: drafts a policy from a document and accounts for every character of it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from policies.importer.importing import ImportedDocument

PREFIX = re.compile("[A-Z][A-Z0-9]*")

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The folder for the draft; without it the draft is printed."),
]
Prefix = Annotated[
    str, typer.Option(metavar="ABC", help="The prefix of the clause ids; by default the initials of the title.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a draft with the same name.")]


def import_policy(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Markdown, HTML, DOCX, PDF or plain text; - for standard input.")
    ],
    out: Out = None,
    prefix: Prefix = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Draft a policy from a document: clauses, ids, kinds and references, with a note on each guess.

    The draft is written to DIR under the id of the policy. The report, on standard error, accounts for every character.
    """
    with report_errors():
        from cli.views.console import echo_file, echo_json
        from cli.views.import_view import print_report, report_json

        _require_valid_prefix(prefix)
        content, file = _read(file)
        imported = _import(content, file, prefix)
        target = _write(imported, out, force) if out else None
        if as_json:
            echo_json(report_json(imported, target))
            return
        if target is None:
            echo_file(imported.draft)
        print_report(imported, file, target)


def _require_valid_prefix(prefix: str) -> None:
    from domain.errors import InputError

    if prefix and not PREFIX.fullmatch(prefix):
        raise InputError(f'--prefix "{prefix}" is not valid: write capital letters and digits, such as HLT')


def _read(file: Path) -> tuple[bytes, Path]:
    """The bytes, and the name to call them by."""
    from cli.input.case_file import STANDARD_INPUT, read_standard_input
    from domain.errors import InputError
    from policies.importer.files.formats import MAX_FILE_MB

    if file == STANDARD_INPUT:
        return read_standard_input(MAX_FILE_MB * 1_000_000), Path("stdin")
    try:
        return file.read_bytes(), file
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}: give a document that can be read") from error


def _import(content: bytes, file: Path, prefix: str) -> "ImportedDocument":
    from datetime import UTC, datetime

    from cli.views.console import progress
    from policies.importer.files.formats import UnreadableDocument
    from policies.importer.importing import import_document

    try:
        with progress("Reading the document"):
            return import_document(content, file.name, datetime.now(UTC).date(), prefix)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{file}: {error}") from error


def _write(imported: "ImportedDocument", out: Path, force: bool) -> Path:
    from domain.errors import InputError

    target = out / f"{imported.id}.md"
    if target.exists() and not force:
        raise InputError(f"{target} exists already: give another --out, or overwrite it with --force")
    out.mkdir(parents=True, exist_ok=True)
    target.write_text(imported.draft, encoding="utf-8")
    return target
