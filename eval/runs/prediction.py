"""An answer to a case, whoever gave it, and the asking of the whole path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.adjudicator import Adjudicator
from domain.case import Case
from domain.errors import InputError, OperationError
from domain.finding import FindingStatus
from domain.verdict import Outcome


@dataclass(frozen=True)
class Answer:
    """`outcome` None: there was an error, and `error` is its message."""

    outcome: Outcome | None
    violated: frozenset[str] = frozenset()
    error: str | None = None


def ask(adjudicator: Adjudicator, cases: Sequence[Case], progress: Callable[[int, int], None]) -> tuple[Answer, ...]:
    answers = []
    for done, case in enumerate(cases, start=1):
        answers.append(_answer(adjudicator, case))
        progress(done, len(cases))
    return tuple(answers)


def _answer(adjudicator: Adjudicator, case: Case) -> Answer:
    """A case that cannot be decided is an answer too, and a wrong one; the others go on."""
    try:
        verdict = adjudicator.decide(case).verdict
    except (InputError, OperationError) as error:
        return Answer(None, error=str(error))
    violated = frozenset(f.clause_id for f in verdict.findings if f.status is FindingStatus.VIOLATED)
    return Answer(verdict.outcome, violated)
