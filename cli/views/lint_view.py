"""Lint findings as text by file, as JSON, or as a SARIF 2.1.0 log that code hosts show beside the lines."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cli.views.console import count, echo_json, out, print_line
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.lint.lint import UNUSED_ALLOWANCE, UNUSED_ALLOWANCE_WHY, LintFinding
from policies.lint.report import LEVELS, count_levels, lint_summary, located
from policies.lint.rules import LINT_RULES, LintRule, Requirement
from policies.parsing.source_locations import SourceLocation, SourceLocations

LEVEL_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
REQUIREMENT_NAMES = {Requirement.SIMILARITY: "vectors", Requirement.LABEL_COVERAGE: "labelled cases"}
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
DESCRIPTIONS = {**{rule.name: rule.why for rule in LINT_RULES}, UNUSED_ALLOWANCE: UNUSED_ALLOWANCE_WHY}

Located = tuple[SourceLocation, LintFinding]


@dataclass(frozen=True)
class LintReport:
    """`skipped_rules` could not run because the vectors or labelled cases they need are missing."""

    library: Library
    locations: SourceLocations
    findings: tuple[LintFinding, ...]
    skipped_rules: tuple[LintRule, ...]

    def located(self) -> list[Located]:
        """The findings by file, line and severity."""
        return [(one.location, one.finding) for one in located(self.findings, self.locate)]

    def locate(self, problem: Problem) -> SourceLocation:
        return display_location(self.locations, problem)

    def counts(self) -> dict[str, int]:
        """The number of findings per level, and of the allowed ones."""
        return count_levels(self.findings)

    def reaches(self, level: str) -> bool:
        """Whether a finding that is not allowed has this level or a more severe one."""
        return any(self.counts()[severe] for severe in LEVELS[: LEVELS.index(Level(level)) + 1])


def display_location(locations: SourceLocations, problem: Problem) -> SourceLocation:
    """The location, relative to the working directory where the file is below it."""
    location, cwd = locations.locate(problem), Path.cwd()
    file = location.file.resolve()
    return SourceLocation(file.relative_to(cwd) if file.is_relative_to(cwd) else location.file, location.line)


def print_text(report: LintReport) -> None:
    reported = ((location, finding) for location, finding in report.located() if finding.allowed is None)
    for _, group in groupby(reported, key=lambda one: one[0].file):
        for location, finding in group:
            problem = finding.problem
            line = f"{location}: {problem.level}: {problem.where}: {problem.message} [{finding.rule}]"
            print_line(line, style=LEVEL_COLOURS[problem.level])
            print_line(f"    {problem.remedy}")
        out.print()
    print_line(_summary(report))


def _summary(report: LintReport) -> str:
    counts = report.counts()
    levels = ", ".join(count(counts[level], level) for level in Level)
    allowed = f", {counts['allowed']} allowed" if counts["allowed"] else ""
    missing = [REQUIREMENT_NAMES[need] for need in dict.fromkeys(r.requires for r in report.skipped_rules) if need]
    names = ", ".join(rule.name for rule in report.skipped_rules)
    skipped = f"; skipped without {' and '.join(missing)}: {names}" if names else ""
    return f"{report.library.name}: {count(len(report.library.clauses), 'clause')}, {levels}{allowed}{skipped}"


def print_json(report: LintReport) -> None:
    summary = lint_summary(report.library, report.findings, report.skipped_rules, report.locate)
    echo_json(summary.model_dump_json(indent=2))


def print_sarif(report: LintReport) -> None:
    _echo_json(sarif_log(report.located()))


def sarif_log(located: Sequence[Located]) -> dict[str, Any]:
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in DESCRIPTIONS.items()]
    driver = {"name": "clausewise policies lint", "version": version("clausewise"), "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(_sarif_results(located))}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_results(located: Sequence[Located]) -> Iterator[dict[str, Any]]:
    for location, finding in located:
        problem = finding.problem
        yield {
            "ruleId": finding.rule,
            "ruleIndex": list(DESCRIPTIONS).index(finding.rule),
            "level": problem.level.value,
            "message": {"text": f"{problem.where}: {problem.message}. Remedy: {problem.remedy}."},
            "locations": [_sarif_location(location, problem.where)],
            "partialFingerprints": {"finding/v1": _fingerprint(finding)},
            "suppressions": [{"kind": "external", "justification": finding.allowed}] if finding.allowed else [],
        }


def _sarif_location(location: SourceLocation, where: str) -> dict[str, Any]:
    uri = location.file.as_uri() if location.file.is_absolute() else quote(location.file.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if location.line:
        physical["region"] = {"startLine": location.line}
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": where}]}


def _fingerprint(finding: LintFinding) -> str:
    """Does not change when the finding moves to another line."""
    identity = (finding.rule, finding.problem.where, finding.problem.message)
    return sha256("\0".join(identity).encode()).hexdigest()[:32]


def _echo_json(fields: dict[str, Any]) -> None:
    echo_json(json.dumps(fields, indent=2, ensure_ascii=False))
