"""The problems of a corpus: all of a few, else the ten that matter most and the number of each kind."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from cli.views.console import count, echo_json, print_line
from cli.views.lint_view import LEVEL_COLOURS, display_location
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.parsing.source_locations import SourceLocations

if TYPE_CHECKING:
    from agent.self_test import ExampleResult

MAX_SHOWN = 10
MAX_PLACES = 3
_SPECIFIC = re.compile(r"`[^`]*`|\b[A-Z][A-Z0-9]*-[0-9][0-9.]*\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def print_problems(
    library: Library, locations: SourceLocations, problems: Sequence[Problem], *, show_all: bool
) -> None:
    kinds = _by_kind(sorted(problems, key=lambda problem: _place(locations, problem)))
    is_grouped = not show_all and len(problems) > MAX_SHOWN
    for problem in _first(kinds) if is_grouped else problems:
        line = f"{display_location(locations, problem)}: {problem}"
        print_line(line, style=LEVEL_COLOURS[problem.level])
    if is_grouped:
        print_line(f"\nThe {MAX_SHOWN} that matter first, of {len(problems):,}. By kind; --all lists all of them:")
        for line in map(_kind_line, kinds):
            print_line(f"  {line}")
    print_line(_summary(library, problems))


def _place(locations: SourceLocations, problem: Problem) -> tuple[str, int]:
    location = locations.locate(problem)
    return str(location.file), location.line


def _by_kind(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Errors first, then the rarer kinds: what every clause lacks is known after the first."""
    kinds: dict[tuple[Level, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.level, _SPECIFIC.sub("…", problem.message)), []).append(problem)
    levels = list(Level)
    return sorted(kinds.values(), key=lambda kind: (levels.index(kind[0].level), len(kind)))


def _first(kinds: Sequence[Sequence[Problem]]) -> list[Problem]:
    """Errors, then the first of each kind, then the second of each."""
    errors = [problem for kind in kinds for problem in kind if problem.level is Level.ERROR]
    others = (kind for kind in kinds if kind[0].level is not Level.ERROR)
    in_turn = (problem for row in zip_longest(*others) for problem in row if problem)
    return [*errors, *in_turn][:MAX_SHOWN]


def _kind_line(kind: Sequence[Problem]) -> str:
    places = [problem.where for problem in kind[:MAX_PLACES]]
    more = f" and {len(kind) - MAX_PLACES:,} more" if len(kind) > MAX_PLACES else ""
    message = _SPECIFIC.sub("…", kind[0].message) if len(kind) > 1 else kind[0].message
    return f"{count(len(kind), kind[0].level.value)}: {message} ({', '.join(places)}{more})"


def _summary(library: Library, problems: Sequence[Problem]) -> str:
    errors, warnings, notes = (sum(problem.level is level for problem in problems) for level in Level)
    noted = f", {count(notes, 'note')}" if notes else ""
    return (
        f"{library.name}: {count(len({d.id for d in library.documents}), 'policy', 'policies')}, "
        f"{count(len(library.clauses), 'clause')}, {count(errors, 'error')}, "
        f"{count(warnings, 'warning')}{noted}; fingerprint {library.fingerprint[:12]}"
    )


def print_problems_json(
    library: Library,
    locations: SourceLocations,
    problems: Sequence[Problem],
    self_test: "Sequence[ExampleResult] | None",
) -> None:
    """`self_test` None: it did not run."""
    fields: dict[str, object] = {
        "corpus": library.name,
        "fingerprint": library.fingerprint,
        "problems": list(_json_problems(locations, problems)),
        "counts": {level.value: sum(problem.level is level for problem in problems) for level in Level},
    }
    if self_test is not None:
        fields["self_test"] = [result.model_dump(mode="json") for result in self_test]
    echo_json(json.dumps(fields, indent=2, ensure_ascii=False))


def _json_problems(locations: SourceLocations, problems: Sequence[Problem]) -> Iterator[dict[str, object]]:
    for problem in problems:
        location = display_location(locations, problem)
        yield {
            "level": problem.level,
            "where": problem.where,
            "file": location.file.as_posix(),
            "line": location.line or None,
            "message": problem.message,
            "remedy": problem.remedy,
        }
