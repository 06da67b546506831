"""`clausewise policies lint`: what is well formed in a corpus and yet badly said."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge
from cli.input.options import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.settings import Settings
    from eval.dataset.labelled_case import Gold
    from policies.library import Library
    from policies.lint.subject import Labels, Nearness

FOUND = 1


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


def lint(
    policies: Policies = None,
    dataset: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Labelled cases; for the bundled corpus its own where not given.")
    ] = None,
    no_vectors: Annotated[
        bool, typer.Option("--no-vectors", help="Leave out what compares meanings, and embed nothing.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="How to print what was found.")] = Format.TEXT,
    fail_on: Annotated[FailOn, typer.Option(help="The mildest finding that makes the exit code 1.")] = FailOn.WARNING,
) -> None:
    """Look for what is vague, circular, doubled or untried in a corpus; exit code 1 where there is any."""
    with edge():
        from agent.open_stores import build_library
        from agent.settings import read_settings
        from cli.views.lint_view import Looked, print_json, print_sarif, print_text
        from policies.lint.allowances import read_allowances
        from policies.lint.lint import left_out
        from policies.lint.lint import lint as find
        from policies.lint.subject import Subject
        from policies.parsing.source_locations import read_places

        settings = read_settings(policies=policies)
        library, places = build_library(settings), read_places(settings.policies)
        subject = Subject(
            library=library,
            on=datetime.now(UTC).date(),
            sources={key: passage.source for key, passage in places.passages.items()},
            nearness=None if no_vectors else _nearness(settings, library),
            labels=_labels(settings, dataset),
        )
        looked = Looked(library, places, find(subject, read_allowances(settings.policies)), left_out(subject))
        {Format.TEXT: print_text, Format.JSON: print_json, Format.SARIF: print_sarif}[format_](looked)
        if fail_on is not FailOn.NEVER and looked.worse_than(fail_on.value):
            raise typer.Exit(FOUND)


def _nearness(settings: "Settings", library: "Library") -> "Nearness":
    from agent.build import build_nearness
    from cli.views.console import progress

    with progress("Embedding") as advance:
        return build_nearness(settings, library, advance)


def _labels(settings: "Settings", folder: Path | None) -> "Labels | None":
    from eval.dataset.dataset import BUNDLED, read_dataset
    from policies.corpus_path import BUNDLED as CORPUS
    from policies.lint.subject import Labels

    if folder is None:
        folder = BUNDLED if settings.policies.resolve() == CORPUS.resolve() and BUNDLED.is_dir() else None
    if folder is None:
        return None
    cases = read_dataset(folder).cases
    return Labels(
        clauses=frozenset(name for line in cases for name in _named(line.gold)),
        facts=frozenset(f"facts.{name}" for line in cases for name in line.case.facts),
    )


def _named(gold: "Gold") -> "Iterator[str]":
    """The clauses that people had in mind."""
    yield from (*gold.violated, *gold.near, *(name for names in gold.alternatives for name in names))
    if gold.exception is not None:
        yield gold.exception
