"""`clausewise eval export-reviews`: what moderators decided becomes a dataset, and shows where the machine errs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import edge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.reviews import PersonsWord

DISPUTED = "disputed.jsonl"


def export_reviews(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The dataset's folder, new.")],
    name: Annotated[str, typer.Option(help="What the dataset is called.")] = "reviews",
) -> None:
    """Make a dataset of the decisions that people reviewed, and print how far the machine agreed with them."""
    with edge():
        from agent.open_stores import build_store
        from agent.settings import read_settings
        from domain.errors import InputError
        from eval.imports.convert import write_dataset
        from eval.reviews import persons_word

        with build_store(read_settings()) as store:
            words = [persons_word(reviewed) for reviewed in store.reviews.all()]
        if not words:
            raise InputError("nobody has reviewed a decision yet: clausewise decisions review ID says how")
        write_dataset(out, [word.labelled for word in words], name, "the reviewers of these decisions")
        disputed = [word for word in words if word.disputed]
        lines = (f"{review.model_dump_json()}\n" for word in disputed for review in word.words)
        (out / DISPUTED).write_text("".join(lines), encoding="utf-8")
        _print(out, words, disputed)


def _print(folder: Path, words: "Sequence[PersonsWord]", disputed: "Sequence[PersonsWord]") -> None:
    from cli.views.agreement_view import figure
    from cli.views.console import out, print_rows
    from cli.views.layout import count, table
    from eval.reviews import agreement, by_clause

    found = agreement(words)
    told = (("Cohen's kappa", "kappa"), ("accuracy", "accuracy"), ("exact set, of violations", "exact_set"))
    print_rows(table(("machine and people", ""), ((title, figure(found[name])) for title, name in told)))
    out.print()
    head = ("clause", "both", "machine alone", "people alone", "kappa")
    rows = by_clause(words)
    cells = ((r.clause_id, *map(str, (r.both, r.machine_alone, r.people_alone)), _kappa(r.kappa)) for r in rows)
    print_rows(table(head, cells))
    for word in disputed:
        said = "; ".join(f"{w.reviewer}: {w.outcome} {', '.join(w.violated)}".strip() for w in word.words)
        out.print(f"disputed: {word.labelled.id}: {said}", markup=False, soft_wrap=True)
    out.print(
        f"\n{folder}: {count(len(words), 'case')}, {len(disputed)} disputed ({DISPUTED}). What was reviewed was "
        "not drawn at random: these figures are of the reviewed decisions, not of all.",
        markup=False,
        soft_wrap=True,
    )


def _kappa(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"
