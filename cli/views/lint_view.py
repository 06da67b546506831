"""What a lint found, as text by file, as JSON and as SARIF."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import typer

from cli.views.layout import count
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.lint.lint import Finding
from policies.lint.rules import Rule
from policies.parsing.source_locations import Place, Places

COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
ORDER = tuple(Level)  # the gravest first


@dataclass(frozen=True)
class Looked:
    """`left_out` are the rules that there was nothing to hold the corpus against."""

    library: Library
    places: Places
    findings: tuple[Finding, ...]
    left_out: tuple[Rule, ...]

    def ordered(self) -> Iterator[tuple[Place, Finding]]:
        """By file, line and gravity."""
        placed = [(shown(self.places, finding.problem), finding) for finding in self.findings]
        yield from sorted(placed, key=lambda p: (str(p[0].file), p[0].line, ORDER.index(p[1].problem.level), p[1].rule))

    def counts(self) -> dict[str, int]:
        """How many of each level, and of those allowed."""
        standing = [finding.problem.level for finding in self.findings if finding.allowed is None]
        counts = {level.value: standing.count(level) for level in Level}
        return counts | {"allowed": len(self.findings) - len(standing)}

    def worse_than(self, level: str) -> bool:
        """Whether any finding that is not allowed is of this level or a graver one."""
        return any(self.counts()[grave] for grave in ORDER[: ORDER.index(Level(level)) + 1])


def shown(places: Places, problem: Problem) -> Place:
    """The place as seen from where the command runs, if it lies below."""
    place, here = places.of(problem), Path.cwd()
    file = place.file.resolve()
    return Place(file.relative_to(here) if file.is_relative_to(here) else place.file, place.line)


def print_text(looked: Looked) -> None:
    from cli.views.console import out

    standing = ((place, finding) for place, finding in looked.ordered() if finding.allowed is None)
    for _, group in groupby(standing, key=lambda placed: placed[0].file):
        for place, finding in group:
            problem = finding.problem
            line = f"{place}: {problem.level}: {problem.where}: {problem.message} [{finding.rule}]"
            out.print(line, style=COLOURS[problem.level], markup=False, soft_wrap=True)
            out.print(f"    {problem.remedy}", markup=False, soft_wrap=True)
        out.print()
    out.print(_summary(looked), markup=False, soft_wrap=True)


def _summary(looked: Looked) -> str:
    counts = looked.counts()
    told = ", ".join(count(counts[level], level) for level in Level)
    allowed = f", {counts['allowed']} allowed" if counts["allowed"] else ""
    missing = {str(rule.need): rule.name for rule in looked.left_out}
    untried = [f"without {NEEDS[need]}" for need in missing]
    names = ", ".join(rule.name for rule in looked.left_out)
    skipped = f"; not looked for {' and '.join(untried)}: {names}" if names else ""
    return f"{looked.library.name}: {count(len(looked.library.clauses), 'clause')}, {told}{allowed}{skipped}"


NEEDS = {"nearness": "vectors", "labels": "labelled cases"}


def print_json(looked: Looked) -> None:
    findings = [
        {
            "rule": finding.rule,
            "level": finding.problem.level,
            "where": finding.problem.where,
            "file": place.file.as_posix(),
            "line": place.line or None,
            "message": finding.problem.message,
            "remedy": finding.problem.remedy,
            "allowed": finding.allowed,
        }
        for place, finding in looked.ordered()
    ]
    told = {
        "corpus": looked.library.name,
        "fingerprint": looked.library.fingerprint,
        "findings": findings,
        "counts": looked.counts(),
        "left_out": [rule.name for rule in looked.left_out],
    }
    _print(told)


def print_sarif(looked: Looked) -> None:
    from cli.views.sarif import sarif_log

    _print(sarif_log(list(looked.ordered())))


def _print(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
