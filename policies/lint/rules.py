"""The rules of the lint by name, with why each matters and what it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.checks.problem import Problem
from policies.lint import (
    circles,
    coverage,
    duplicates,
    effective_dates,
    examples,
    exceptions,
    points,
    terminology,
    wording,
)
from policies.lint.subject import Subject


class Need(StrEnum):
    """A field of the subject without which a rule finds nothing."""

    NEARNESS = "nearness"
    LABELS = "labels"


@dataclass(frozen=True)
class Rule:
    name: str
    why: str
    find: Callable[[Subject], Iterator[Problem]]
    need: Need | None = None

    def can_run(self, subject: Subject) -> bool:
        return self.need is None or getattr(subject, self.need) is not None


RULES = (
    Rule("no-near-miss", "Without a near miss nobody sees where the line lies.", examples.no_near_miss),
    Rule(
        "distant-near-miss",
        "Examples that have nothing in common with the other side do not show the line.",
        examples.distant_near_miss,
        Need.NEARNESS,
    ),
    Rule(
        "example-on-both-sides",
        "One text cannot both break and keep a rule.",
        examples.example_on_both_sides,
    ),
    Rule(
        "repeated-example",
        "A text said twice teaches nothing the second time, or two clauses claim one act.",
        examples.repeated_example,
    ),
    Rule("undefined-term", "A word that looks like a term must mean one thing.", terminology.undefined_term),
    Rule(
        "term-defined-twice", "Two definitions of one word come apart sooner or later.", terminology.term_defined_twice
    ),
    Rule(
        "unnamed-definition",
        "A clause is judged with the definitions it leads to and no others.",
        terminology.unnamed_definition,
    ),
    Rule("definition-circle", "Words that are defined by one another say nothing.", circles.definition_circle),
    Rule("overrides-circle", "Where each clause prevails over the next, none does.", circles.overrides_circle),
    Rule(
        "definition-out-of-force",
        "A word without its definition is open to any reading.",
        effective_dates.definition_out_of_force,
    ),
    Rule(
        "reference-out-of-force",
        "A reference to what is not in force misleads whoever follows it.",
        effective_dates.reference_out_of_force,
    ),
    Rule(
        "unconditional-exception",
        "An exception without a condition repeals its rule.",
        exceptions.unconditional_exception,
    ),
    Rule(
        "exception-swallows-rule",
        "An exception that looks like its rule's breaches will excuse them.",
        exceptions.exception_swallows_rule,
        Need.NEARNESS,
    ),
    Rule(
        "exception-check-swallows-rule",
        "An exception that is true whenever its rule is broken leaves nothing of the rule.",
        exceptions.exception_check_swallows_rule,
    ),
    Rule(
        "near-duplicate",
        "Two clauses that say nearly the same are decided differently by two people.",
        duplicates.near_duplicate,
        Need.NEARNESS,
    ),
    Rule("vague-word", "A word without a measure is decided anew by each reader.", wording.vague_word),
    Rule("long-sentence", "The parts of a long sentence get lost on the way.", wording.long_sentence),
    Rule(
        "points-out-of-line",
        "Points and severity that contradict make the ladder look arbitrary.",
        points.points_out_of_line,
    ),
    Rule(
        "no-labelled-case",
        "Nobody knows how well a clause is judged that no labelled case tries.",
        coverage.no_labelled_case,
        Need.LABELS,
    ),
    Rule(
        "fact-never-given",
        "A check on a fact that never comes is never tried.",
        coverage.fact_never_given,
        Need.LABELS,
    ),
)
