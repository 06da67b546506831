"""`clausewise eval export-reviews`: makes a dataset of reviewed decisions and shows where the judge was wrong."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.imports.reviews import ReviewedCase

DISPUTED_FILE = "disputed.jsonl"
METRIC_NAMES = (("Cohen's kappa", "kappa"), ("accuracy", "accuracy"), ("exact clause set, of violations", "exact_set"))


def export_reviews(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the new dataset.")],
    name: Annotated[str, typer.Option(help="The name of the dataset.")] = "reviews",
    as_json: AsJson = False,
) -> None:
    """Make a dataset of the reviewed decisions and show how far judge and reviewers agree."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.eval_view import print_errors
        from domain.errors import InputError
        from eval.dataset.check import find_errors
        from eval.dataset.dataset import read_dataset
        from eval.imports.convert import write_dataset
        from eval.imports.reviews import reviewed_case

        settings = read_settings()
        with open_decision_store(settings) as store:
            cases = [reviewed_case(reviewed) for reviewed in store.reviews.iterate()]
        if not cases:
            raise InputError("there is no reviewed decision yet: see clausewise decisions review --help")
        write_dataset(out, [case.labelled for case in cases], name, "the reviewers of these decisions")
        disputed = [case for case in cases if case.disputed]
        lines = (f"{review.model_dump_json()}\n" for case in disputed for review in case.reviews)
        (out / DISPUTED_FILE).write_text("".join(lines), encoding="utf-8")
        dataset = read_dataset(out)
        errors = find_errors(dataset, settings.policies)
        if as_json:
            _print_json(out, cases, [str(error) for error in errors])
        else:
            _print(out, cases, disputed)
            print_errors(dataset, errors)


def _print_json(folder: Path, cases: "Sequence[ReviewedCase]", errors: list[str]) -> None:
    from cli.views.console import echo_json_lines
    from eval.imports.reviews import agreement_by_clause, review_agreement

    counts = {"cases": len(cases), "disputed": [case.labelled.id for case in cases if case.disputed]}
    figures = {"agreement": review_agreement(cases), "clauses": agreement_by_clause(cases)}
    echo_json_lines([{"folder": folder, **counts, **figures, "errors": errors}])


def _print(folder: Path, cases: "Sequence[ReviewedCase]", disputed: "Sequence[ReviewedCase]") -> None:
    from cli.views.console import count, out, print_line, print_table, table
    from cli.views.eval_view import with_interval
    from eval.imports.reviews import agreement_by_clause, review_agreement

    estimates = review_agreement(cases)
    metrics = ((title, with_interval(estimates[name])) for title, name in METRIC_NAMES)
    print_table(table(("Judge and reviewers", "Agreement"), metrics))
    out.print()
    columns = ("Clause", "Violated for both", "Judge only", "Reviewers only", "Kappa")
    rows = agreement_by_clause(cases)
    cells = ((r.clause_id, *map(str, (r.both, r.machine_only, r.people_only)), _kappa(r.kappa)) for r in rows)
    print_table(table(columns, cells))
    for case in disputed:
        outcomes = "; ".join(f"{r.reviewer}: {r.outcome} {', '.join(r.violated)}".strip() for r in case.reviews)
        print_line(f"disputed: {case.labelled.id}: {outcomes}")
    print_line(
        f"\n{folder}: {count(len(cases), 'case')}, {len(disputed)} disputed ({DISPUTED_FILE}). Reviewed decisions are "
        "not a random sample: these figures do not hold for all decisions."
    )


def _kappa(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"
