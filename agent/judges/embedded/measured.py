"""How often the judge was right about posts that it read like this one, and about which rule."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from agent.judges.base import JudgeInput
from agent.judges.embedded.precision import MEASURED_EXAMPLES
from agent.judges.embedded.reading import PassageReading, Reading, RuleReading
from agent.judges.embedded.reliability import Reliability, example_count, of_rule
from domain.clause import Clause

# How much more must speak for a rule in one of several passages, in log-odds for each natural logarithm of their
# number: the more passages, the likelier one of them looks like a violation by chance. With it, naming is right
# as often with 4, 10 or 20 ordinary sentences around the development cases (.94) as without (.92).
PASSAGE_PENALTY = 0.25
RIVAL = 0.05  # of the probability of the likeliest rule


class Measured(NamedTuple):
    """Of posts that were read alike. `named`: how often the rule `name` was a violated one; it has the reading `rule`.
    `breach`: how often any was."""

    named: float
    breach: float
    name: str | None = None
    rule: RuleReading | None = None


def measure(reading: Reading, judge_input: JudgeInput, reliability: Reliability) -> Measured:
    """Each passage is taken as if it stood alone, and the one that is likeliest right counts. Nothing was measured for
    a rule with few examples, one that is not in force, and one with a rival that was added to the measured rules."""
    if not reading.figures or reading.likeliest is None:
        return Measured(0.0, 0.0)
    breach = of_rule(reliability, judge_input.clauses.get(reading.likeliest)).breach.share(reading.figures)
    penalty = PASSAGE_PENALTY * float(np.log(len(reading.passages)))
    shares = [(_named(passage, judge_input, reliability, penalty), passage) for passage in reading.passages]
    (share, _), passage = max(shares, key=lambda pair: pair[0])
    if not share or passage.likeliest is None:
        return Measured(0.0, breach, reading.likeliest, reading.whole.rules[reading.likeliest])
    return Measured(share, breach, passage.likeliest, passage.rules[passage.likeliest])


def _named(
    passage: PassageReading, judge_input: JudgeInput, reliability: Reliability, penalty: float
) -> tuple[float, float]:
    """How often the likeliest rule was a violated one, and the score that says so."""
    rule = judge_input.clauses.get(passage.likeliest or "")
    if rule is None or example_count(rule) < MEASURED_EXAMPLES:
        return 0.0, 0.0
    of_this = of_rule(reliability, rule)
    if any(of_rule(of_this, rival) is not of_this for rival in _rivals(passage, judge_input)):
        return 0.0, 0.0
    return of_this.named.share(passage.figures, penalty), of_this.named.score(passage.figures)


def _rivals(passage: PassageReading, judge_input: JudgeInput) -> Iterator[Clause]:
    """The rules in force that are likely beside the likeliest."""
    min_probability = RIVAL * max(rule.probability for rule in passage.rules.values())
    names = (name for name, rule in passage.rules.items() if rule.probability >= min_probability)
    yield from (judge_input.clauses[name] for name in names if name in judge_input.clauses)
