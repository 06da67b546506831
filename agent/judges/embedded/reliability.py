"""How often the embedded judge was right about posts that it read like this one, measured on posts it had not seen."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import Field, ValidationError

from agent.judges.embedded.reading import FIGURES
from domain.base import FrozenModel
from domain.clause import Clause, ClauseKind

FILE = "reliability.json"
PRIOR_FILE = Path(__file__).with_name(FILE)
HASH_CHARS = 12
MIN_KNOWN_RULES = 0.9  # of a corpus, for what was measured on its labelled cases to hold for it


class Curve(FrozenModel):
    """The share of posts of which something is true, by the figures of their readings.

    `weights`: one for each figure of a reading. Their sum and `offset` are a score. `scores` ascend, and `shares` are
    what was measured there (isotonic regression); a share between two scores is interpolated.
    """

    weights: tuple[float, ...] = Field(min_length=len(FIGURES), max_length=len(FIGURES))
    offset: float
    scores: tuple[float, ...] = Field(min_length=1)
    shares: tuple[float, ...] = Field(min_length=1)

    def score(self, figures: Sequence[float]) -> float:
        return float(np.dot(self.weights, figures)) + self.offset

    def share(self, figures: Sequence[float], less: float = 0.0) -> float:
        """`less` is subtracted from the score."""
        return float(np.interp(self.score(figures) - less, self.scores, self.shares))


class Reliability(FrozenModel):
    """`named`: how often the likeliest rule is a violated one. `breach`: how often any rule is violated. `recipe` says
    how they were measured. `rules`: hashes of the rules that they hold for; empty: for any."""

    recipe: str
    named: Curve
    breach: Curve
    rules: tuple[str, ...] = ()

    def holds_for(self, clauses: Iterable[Clause]) -> bool:
        hashes = rule_hashes(clauses)
        return not self.rules or len(hashes & {*self.rules}) >= MIN_KNOWN_RULES * len(hashes)


def example_count(clause: Clause) -> int:
    """On the side that has fewer."""
    return min(len(clause.violating_examples), len(clause.compliant_examples))


def rule_hashes(clauses: Iterable[Clause]) -> frozenset[str]:
    """Of what a judge learns from each rule: its id and its examples."""
    rules = (clause for clause in clauses if clause.kind is ClauseKind.RULE)
    contents = ("\n".join((c.id, *c.violating_examples, "", *c.compliant_examples)) for c in rules)
    return frozenset(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_CHARS] for text in contents)


def of_rule(reliability: Reliability, rule: Clause | None) -> Reliability:
    """The prior for a rule that the reliability was not measured with."""
    known = rule is None or not reliability.rules or rule_hashes([rule]) <= {*reliability.rules}
    return reliability if known else prior_reliability()


def read_reliability(folder: Path, clauses: Iterable[Clause]) -> Reliability:
    """That of a corpus in its own folder. Where there is none for these rules, the one that was measured with the rules
    held out, which holds for any corpus."""
    try:
        own = _parse((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return prior_reliability()
    return own if own.holds_for(clauses) else prior_reliability()


@cache
def prior_reliability() -> Reliability:
    return _parse(PRIOR_FILE.read_bytes())


def _parse(content: bytes) -> Reliability:
    return Reliability.model_validate_json(content)
