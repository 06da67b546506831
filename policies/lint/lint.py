"""The lint of a corpus by every rule, and the findings that its owner allows in `lint.toml`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from domain.base import FrozenModel
from policies.checks.problem import Level, Problem
from policies.lint.lint_input import LintInput
from policies.lint.rules import LINT_RULES, LintRule
from policies.parsing import renamed
from policies.parsing.diagnostics import Diagnostics, suggest
from policies.parsing.policy_file import decode
from policies.parsing.toml_files import read_table

LINT_FILE = "lint.toml"
SAMPLE = '[[allow]], then rule = "near-duplicate", where = "HLT-2.1" and why = "…"'
UNUSED_ALLOWANCE = "unused-allowance"
UNUSED_ALLOWANCE_WHY = "An allowance without a finding would hide the next finding of its kind."


class Allowance(FrozenModel):
    """A finding that the owner accepts. `where` is as in Problem; without a version it covers every version."""

    rule: str = Field(min_length=1)
    where: str = Field(min_length=1)
    why: str = Field(min_length=1, pattern=r"\S")

    def covers(self, rule: str, problem: Problem) -> bool:
        return rule == self.rule and self.where in (problem.where, problem.where.partition("@")[0])


@dataclass(frozen=True)
class LintFinding:
    """A problem with the name of the rule that found it; `allowed` is the reason of its allowance."""

    rule: str
    problem: Problem
    allowed: str | None = None


def lint(corpus: LintInput, allowances: Sequence[Allowance] = ()) -> tuple[LintFinding, ...]:
    """The findings of all rules that can run, then the allowances that covered none of them."""
    rules = [rule for rule in LINT_RULES if rule.can_run(corpus)]
    findings = tuple(_finding(rule.name, problem, allowances) for rule in rules for problem in rule.check(corpus))
    names = {rule.name for rule in rules}
    unused = [a for a in allowances if a.rule in names and not any(a.covers(f.rule, f.problem) for f in findings)]
    return (*findings, *(LintFinding(UNUSED_ALLOWANCE, _unused_allowance(allowance)) for allowance in unused))


def skipped_rules(corpus: LintInput) -> tuple[LintRule, ...]:
    """The rules that cannot run, because their input is missing."""
    return tuple(rule for rule in LINT_RULES if not rule.can_run(corpus))


def _finding(rule: str, problem: Problem, allowances: Sequence[Allowance]) -> LintFinding:
    why = next((allowance.why for allowance in allowances if allowance.covers(rule, problem)), None)
    return LintFinding(rule, problem, why)


def _unused_allowance(allowance: Allowance) -> Problem:
    message = f"{allowance.rule} no longer has a finding there"
    return Problem(Level.WARNING, f'{LINT_FILE} "{allowance.where}"', message, "remove the allowance")


def read_allowances(folder: Path) -> tuple[Allowance, ...]:
    """The allowances of the folder's `lint.toml`; none without that file. Raises CorpusErrors."""
    path = folder / LINT_FILE
    if not path.exists():
        return ()
    diagnostics = Diagnostics(str(path))
    source = decode(path.read_bytes(), diagnostics)
    table = read_table(source, diagnostics)
    lines = [n for n, line in enumerate(source.splitlines(), 1) if line.strip().startswith("[[")] or [1]
    rows = table.get("allow", [])
    if not isinstance(rows, list) or table.keys() - {"allow"}:
        diagnostics.add(1, "the file contains something other than allowances", f"write {SAMPLE}")
        diagnostics.raise_errors()
    allowances = tuple(
        a for n, row in enumerate(rows) for a in _read_row(row, lines[min(n, len(lines) - 1)], diagnostics)
    )
    diagnostics.raise_errors()
    return allowances


def _read_row(row: object, line: int, diagnostics: Diagnostics) -> Iterator[Allowance]:
    try:
        allowance = Allowance.model_validate(row)
    except ValidationError as error:
        for fault in error.errors():
            field = ".".join(str(part) for part in fault["loc"])
            message = f"invalid allowance: {field + ': ' if field else ''}{fault['msg']}"
            diagnostics.add(line, message, f"write {SAMPLE}")
        return
    names = [rule.name for rule in LINT_RULES]
    if allowance.rule in renamed.LINT_RULES:
        new = renamed.LINT_RULES[allowance.rule]
        diagnostics.add(line, renamed.renamed(allowance.rule, new), f'write rule = "{new}"')
    elif allowance.rule not in names:
        diagnostics.add(line, f'there is no rule "{allowance.rule}"', suggest(allowance.rule, names))
    yield allowance
