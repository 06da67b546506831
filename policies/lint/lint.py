"""The lint of a subject by every rule, less what was allowed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.checks.problem import Level, Problem
from policies.lint.allowances import LINT, Allowance
from policies.lint.rules import RULES, Rule
from policies.lint.subject import Subject

UNUSED = "unused-allowance"
UNUSED_WHY = "An allowance that covers nothing hides the next finding of its kind."


@dataclass(frozen=True)
class Finding:
    """A problem by the name of the rule that found it; `allowed` says why it is let stand."""

    rule: str
    problem: Problem
    allowed: str | None = None


def lint(subject: Subject, allowances: Sequence[Allowance] = ()) -> tuple[Finding, ...]:
    """Everything that the rules find, and the allowances that covered nothing of what was looked for."""
    found = tuple(_settled(rule.name, problem, allowances) for rule in _run(subject) for problem in rule.find(subject))
    tried = {rule.name for rule in _run(subject)}
    idle = [a for a in allowances if a.rule in tried and not any(a.covers(f.rule, f.problem) for f in found)]
    return (*found, *(Finding(UNUSED, _unused(allowance)) for allowance in idle))


def left_out(subject: Subject) -> tuple[Rule, ...]:
    """The rules for which there is nothing to hold the corpus against."""
    return tuple(rule for rule in RULES if not rule.can_run(subject))


def _run(subject: Subject) -> Iterator[Rule]:
    return (rule for rule in RULES if rule.can_run(subject))


def _settled(rule: str, problem: Problem, allowances: Sequence[Allowance]) -> Finding:
    why = next((allowance.why for allowance in allowances if allowance.covers(rule, problem)), None)
    return Finding(rule, problem, why)


def _unused(allowance: Allowance) -> Problem:
    message = f"{allowance.rule} finds nothing there any more"
    return Problem(Level.WARNING, f'{LINT} "{allowance.where}"', message, "drop the allowance")
