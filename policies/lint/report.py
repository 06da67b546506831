"""A lint as a report: findings by file and line, how many there are of each level, and the rules that did not run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.base import FrozenModel
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.lint.lint import LintFinding
from policies.lint.rules import LintRule
from policies.parsing.source_locations import SourceLocation

LEVELS = tuple(Level)  # most severe first

Locate = Callable[[Problem], SourceLocation]


class LintLine(FrozenModel):
    """A finding. `line`: None for the whole file. `allowed`: why the owner allows it."""

    rule: str
    level: Level
    where: str
    file: str
    line: int | None
    message: str
    remedy: str
    allowed: str | None


class LintSummary(FrozenModel):
    """`counts`: by level, and of the allowed findings. `skipped_rules` lacked vectors or labelled cases."""

    corpus: str
    fingerprint: str
    findings: tuple[LintLine, ...]
    counts: dict[str, int]
    skipped_rules: tuple[str, ...]


@dataclass(frozen=True)
class LocatedFinding:
    location: SourceLocation
    finding: LintFinding


def located(findings: Iterable[LintFinding], locate: Locate) -> list[LocatedFinding]:
    """By file, line and severity."""
    found = [LocatedFinding(locate(finding.problem), finding) for finding in findings]
    return sorted(
        found,
        key=lambda one: (
            str(one.location.file),
            one.location.line,
            LEVELS.index(one.finding.problem.level),
            one.finding.rule,
        ),
    )


def count_levels(findings: Iterable[LintFinding]) -> dict[str, int]:
    """The number of findings per level, and of the allowed ones."""
    findings = tuple(findings)
    reported = [finding.problem.level for finding in findings if finding.allowed is None]
    return {level.value: reported.count(level) for level in Level} | {"allowed": len(findings) - len(reported)}


def lint_summary(
    library: Library, findings: Iterable[LintFinding], skipped: Iterable[LintRule], locate: Locate
) -> LintSummary:
    """`locate` says where a problem is, with the path as it is shown."""
    findings = tuple(findings)
    return LintSummary(
        corpus=library.name,
        fingerprint=library.fingerprint,
        findings=tuple(_line(one) for one in located(findings, locate)),
        counts=count_levels(findings),
        skipped_rules=tuple(rule.name for rule in skipped),
    )


def _line(found: LocatedFinding) -> LintLine:
    problem = found.finding.problem
    return LintLine(
        rule=found.finding.rule,
        level=problem.level,
        where=problem.where,
        file=found.location.file.as_posix(),
        line=found.location.line or None,
        message=problem.message,
        remedy=problem.remedy,
        allowed=found.finding.allowed,
    )
