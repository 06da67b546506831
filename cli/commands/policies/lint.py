"""`clausewise policies lint`: finds weaknesses in a corpus that is formally correct."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_FAILURE, report_errors
from cli.input.options import AsJson, Policies, require_one_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.settings import Settings
    from eval.dataset.labelled_case import Gold
    from policies.library import Library
    from policies.lint.lint_input import LabelCoverage, TextSimilarity


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


def lint(
    policies: Policies = None,
    dataset: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Labelled cases; the bundled corpus has its own by default."),
    ] = None,
    no_vectors: Annotated[
        bool, typer.Option("--no-vectors", help="Skip the rules that compare embeddings, and embed nothing.")
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option(help="The least severe level that makes the command exit with 1.")
    ] = FailOn.WARNING,
    as_json: AsJson = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print a SARIF 2.1.0 log.")] = False,
) -> None:
    """Find vague, circular, duplicate and untested clauses; exit with 1 if there are any."""
    with report_errors():
        from agent.open_stores import open_library
        from agent.settings import read_settings
        from cli.views.lint_view import LintReport, print_json, print_sarif, print_text
        from policies.lint.lint import lint as run_lint
        from policies.lint.lint import read_allowances, skipped_rules
        from policies.lint.lint_input import LintInput
        from policies.parsing.source_locations import read_source_locations

        require_one_format(json=as_json, sarif=as_sarif)
        settings = read_settings(policies=policies)
        library, locations = open_library(settings), read_source_locations(settings.policies)
        lint_input = LintInput(
            library=library,
            on=datetime.now(UTC).date(),
            sources={key: source.text for key, source in locations.sources.items()},
            similarity=None if no_vectors else _similarity(settings, library),
            label_coverage=_label_coverage(settings, dataset),
        )
        findings = run_lint(lint_input, read_allowances(settings.policies))
        report = LintReport(library, locations, findings, skipped_rules(lint_input))
        (print_json if as_json else print_sarif if as_sarif else print_text)(report)
        if fail_on is not FailOn.NEVER and report.reaches(fail_on.value):
            raise typer.Exit(EXIT_FAILURE)


def _similarity(settings: "Settings", library: "Library") -> "TextSimilarity":
    from agent.build import build_embedding_similarity
    from cli.views.console import progress

    with progress("Embedding") as advance:
        return build_embedding_similarity(settings, library, advance)


def _label_coverage(settings: "Settings", folder: Path | None) -> "LabelCoverage | None":
    from eval.dataset.dataset import BUNDLED, read_dataset
    from policies.corpus_path import BUNDLED_CORPUS
    from policies.lint.lint_input import LabelCoverage

    if folder is None:
        folder = BUNDLED if settings.policies.resolve() == BUNDLED_CORPUS.resolve() and BUNDLED.is_dir() else None
    if folder is None:
        return None
    cases = read_dataset(folder).cases
    return LabelCoverage(
        clauses=frozenset(name for labelled in cases for name in _labelled_clauses(labelled.gold)),
        facts=frozenset(f"facts.{name}" for labelled in cases for name in labelled.case.facts),
    )


def _labelled_clauses(gold: "Gold") -> "Iterator[str]":
    yield from (*gold.violated, *gold.near_misses, *(name for names in gold.alternatives for name in names))
    if gold.exception is not None:
        yield gold.exception
