"""The lint rules by name, with why each matters and what input it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.checks.problem import Problem
from policies.lint import (
    coverage,
    cycles,
    duplicates,
    effective_dates,
    examples,
    exceptions,
    limits,
    points,
    terminology,
    translations,
    wording,
)
from policies.lint.lint_input import LintInput


class Requirement(StrEnum):
    """A field of LintInput that a rule cannot do without."""

    SIMILARITY = "similarity"
    LABEL_COVERAGE = "label_coverage"


@dataclass(frozen=True)
class LintRule:
    name: str
    why: str
    check: Callable[[LintInput], Iterator[Problem]]
    requires: Requirement | None = None

    def can_run(self, corpus: LintInput) -> bool:
        return self.requires is None or getattr(corpus, self.requires) is not None


LINT_RULES = (
    LintRule("no-examples", "A judge learns from examples, and so does the next editor.", examples.no_examples),
    LintRule("no-near-miss", "Without a near miss nobody can see where the line is.", examples.no_near_miss),
    LintRule(
        "distant-near-miss",
        "Examples that have nothing in common with the other side do not show the line.",
        examples.distant_near_miss,
        Requirement.SIMILARITY,
    ),
    LintRule(
        "example-on-both-sides",
        "One text cannot both violate a rule and comply with it.",
        examples.example_on_both_sides,
    ),
    LintRule(
        "repeated-example",
        "A repeated text teaches nothing new, or two clauses claim the same act.",
        examples.repeated_example,
    ),
    LintRule(
        "undefined-term", "Readers give a term without a definition different meanings.", terminology.undefined_term
    ),
    LintRule(
        "term-defined-twice",
        "Two definitions of one term will differ sooner or later.",
        terminology.term_defined_twice,
    ),
    LintRule(
        "missing-definition-reference",
        "A clause is judged only with the definitions that it refers to.",
        terminology.missing_definition_reference,
    ),
    LintRule(
        "circular-definition", "Terms that are defined by each other have no meaning.", cycles.circular_definition
    ),
    LintRule(
        "circular-overrides",
        "If each clause overrides the next in a circle, no clause has precedence.",
        cycles.circular_overrides,
    ),
    LintRule(
        "definition-not-in-force",
        "A term without its definition can be read in any way.",
        effective_dates.definition_not_in_force,
    ),
    LintRule(
        "reference-not-in-force",
        "A reference to a clause that is not in force misleads its readers.",
        effective_dates.reference_not_in_force,
    ),
    LintRule(
        "unconditional-exception",
        "An exception without a condition cancels its rule.",
        exceptions.unconditional_exception,
    ),
    LintRule(
        "exception-swallows-rule",
        "An exception that resembles the violations of its rule will excuse them.",
        exceptions.exception_swallows_rule,
        Requirement.SIMILARITY,
    ),
    LintRule(
        "exception-check-swallows-rule",
        "An exception that is true for every violation of its rule leaves nothing of the rule.",
        exceptions.exception_check_swallows_rule,
    ),
    LintRule(
        "near-duplicate",
        "Different people decide differently by two clauses that say nearly the same.",
        duplicates.near_duplicate,
        Requirement.SIMILARITY,
    ),
    LintRule("vague-word", "Each reader decides anew what a word without a measure means.", wording.vague_word),
    LintRule("long-sentence", "Readers lose the parts of a long sentence.", wording.long_sentence),
    LintRule(
        "points-severity-mismatch",
        "Points that contradict the severity make the ladder look arbitrary.",
        points.points_severity_mismatch,
    ),
    LintRule(
        "check-against-limit",
        "Where its facts are given a check decides, so readers are told another limit than the one that counts.",
        limits.check_against_limit,
    ),
    LintRule(
        "stale-translation",
        "A translation of earlier words would tell creators another rule.",
        translations.stale_translation,
    ),
    LintRule(
        "no-labelled-case",
        "Nobody knows how well a clause is judged that no labelled case tests.",
        coverage.no_labelled_case,
        Requirement.LABEL_COVERAGE,
    ),
    LintRule(
        "fact-never-provided",
        "A check is never tested if no labelled case provides its fact.",
        coverage.fact_never_provided,
        Requirement.LABEL_COVERAGE,
    ),
)
