"""The human view of agreement: a table of measures a part, and one of its tags, each figure with its interval."""

from collections.abc import Iterator

from rich.table import Table

from cli.views.console import out, print_rows
from cli.views.layout import table
from eval.metrics.bootstrap import Figure
from eval.runs.agreement import PartAgreement, Slice

TOLD = {
    "kappa": "Cohen's kappa",
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
    "decided": "decided, of all",
    "accuracy_decided": "right where label and answer decide",
    "exact_set": "exact set, of violations",
    "missed": "passed, of violations",
    "false_alarms": "called violations, of passes",
    "left_to_people": "left to people, of needs_review",
    "errors": "errors, of all",
}
BY_TAG = {"kappa": "kappa", "macro_f1": "macro-F1", "accuracy": "accuracy", "exact_set": "exact set"}


def print_agreement(found: PartAgreement) -> None:
    print_rows(measure_table(found))
    out.print()
    if len(found.slices) > 1:
        print_rows(tag_table(found))
        out.print()
    for case_id, error in found.errors.items():
        out.print(f"{case_id}: {error}", style="red", markup=False, soft_wrap=True)


def measure_table(found: PartAgreement) -> Table:
    """The whole part, a column for each who answered."""
    whole = found.slices[0]
    head = (f"{found.part} ({whole.cases} cases)", *whole.figures)
    return table(head, ((told, *(figure(of[name]) for of in whole.figures.values())) for name, told in TOLD.items()))


def tag_table(found: PartAgreement) -> Table:
    """A tag a row: what the judge reaches, then the accuracy of the others."""
    judge, *others = found.slices[0].figures
    head = (f"{found.part}, by tag", "cases", *BY_TAG.values(), *(f"{who}: accuracy" for who in others))
    return table(head, (tuple(_cells(one, judge, others)) for one in found.slices[1:]))


def _cells(one: Slice, judge: str, others: list[str]) -> Iterator[str]:
    yield from (one.name, str(one.cases))
    yield from (figure(one.figures[judge][name]) for name in BY_TAG)
    yield from (_value(one.figures[who]["accuracy"]) for who in others)


def figure(found: Figure) -> str:
    return "none" if found.value is None else f"{found.value:.3f} [{found.low:.2f}, {found.high:.2f}]"


def _value(figure: Figure) -> str:
    return "none" if figure.value is None else f"{figure.value:.3f}"
