"""What moderators made of decisions, as labelled cases, with what they dispute among themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from domain.finding import FindingStatus
from domain.review import Review
from eval.dataset.labelled_case import Gold, LabelledCase
from eval.metrics.bootstrap import Figure, figures
from eval.metrics.confusion import measures, tally
from eval.runs.prediction import Answer
from store.reviews import Reviewed


@dataclass(frozen=True)
class PersonsWord:
    """`labelled` has the last word as gold and every reviewer's own last word beside it; `machine` is what was decided.
    `words` are the reviewers' last, a review each, oldest first."""

    labelled: LabelledCase
    machine: Answer
    words: tuple[Review, ...]

    @property
    def disputed(self) -> bool:
        return len({(word.outcome, word.violated) for word in self.words}) > 1


@dataclass(frozen=True)
class ClauseAgreement:
    """How many decisions had the clause broken by both, by the machine alone, by people alone; `kappa` (Cohen 1960) is
    over all reviewed decisions, None where it is not defined."""

    clause_id: str
    both: int
    machine_alone: int
    people_alone: int
    kappa: float | None


def persons_word(reviewed: Reviewed) -> PersonsWord:
    decision, case = reviewed.record.decision, reviewed.record.case
    last = {word.reviewer: word for word in reviewed.reviews}
    found = decision.verdict.findings
    labelled = LabelledCase(
        id=decision.decision_id,
        case=case.model_copy(update={"content_date": case.content_date or decision.trace.as_of}),
        gold=Gold(outcome=reviewed.latest.outcome, violated=reviewed.latest.violated, why=reviewed.latest.reason),
        group=case.creator_id,
        labels={who: word.outcome for who, word in last.items()},
    )
    broken = frozenset(f.clause_id for f in found if f.status is FindingStatus.VIOLATED)
    words = tuple(word for word in reviewed.reviews if last[word.reviewer] is word)
    return PersonsWord(labelled, Answer(decision.verdict.outcome, broken), words)


def agreement(words: Sequence[PersonsWord]) -> dict[str, Figure]:
    """The machine's answers measured by the people's last words, drawn by creator."""
    first: dict[str, int] = {}
    groups = np.array([first.setdefault(w.labelled.group or w.labelled.id, len(first)) for w in words])
    return figures(tally([w.labelled.gold for w in words], [w.machine for w in words]), groups, measures)


def by_clause(words: Sequence[PersonsWord]) -> tuple[ClauseAgreement, ...]:
    """Those that anybody found broken, the most disagreed about first."""
    pairs = [(word.machine.violated, frozenset(word.labelled.gold.violated)) for word in words]
    names = sorted(frozenset[str]().union(*(one | other for one, other in pairs)))
    found = [_clause(name, [(name in said, name in right) for said, right in pairs]) for name in names]
    return tuple(sorted(found, key=lambda one: -(one.machine_alone + one.people_alone)))


def _clause(name: str, pairs: Iterable[tuple[bool, bool]]) -> ClauseAgreement:
    told = list(pairs)
    both, machine, people = (told.count(pair) for pair in ((True, True), (True, False), (False, True)))
    said, right = (both + machine) / len(told), (both + people) / len(told)
    chance = said * right + (1 - said) * (1 - right)
    seen = 1 - (machine + people) / len(told)
    return ClauseAgreement(name, both, machine, people, None if chance == 1 else (seen - chance) / (1 - chance))
