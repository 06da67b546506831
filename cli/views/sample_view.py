"""Which creators of a sample to look at first, by what the truth says of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.views.console import print_line


def print_examples(truth: Mapping[str, Any]) -> None:
    print_line("Try, for example:")
    for name, what in _examples(truth):
        print_line(f"  clausewise assess {name}    # {what}")


def _examples(truth: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Of each kind that the sample has, the first one."""
    honest = truth["honest"]
    kinds = (
        ([one["members"] for one in truth["rings"]], "in a ring that likes its own posts"),
        ([[*truth["pirates"]]], "copies posts of others"),
        ([truth["low_effort"]], "sells with little effort"),
        (truth["matrix_accounts"], "one of several accounts run as one"),
        ([[*truth["traded"]]], "was handed to another person"),
        (honest["agencies"], "honest, with an agency"),
        ([honest["newcomers"]], "honest, and new"),
    )
    for groups, what in kinds:
        if groups and groups[0]:
            yield str(groups[0][0]), what
