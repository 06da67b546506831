"""The right answer to a case of the golden set, as a lead names it."""

from collections.abc import Collection

from domain.errors import InputError
from domain.verdict import Outcome
from policies.library import Library
from policies.parsing.diagnostics import did_you_mean
from store.quality.golden_set import RightAnswer


def right_answer(violated: Collection[str] | None, library: Library) -> RightAnswer | None:
    """`violated` None: as the review in effect says. Raises InputError for a clause that the policies do not have."""
    if violated is None:
        return None
    for clause_id in violated:
        if clause_id not in library.clause_ids:
            raise InputError(f"there is no clause {clause_id}{did_you_mean(clause_id, library.clause_ids)}")
    return RightAnswer(Outcome.VIOLATION if violated else Outcome.NO_VIOLATION, tuple(violated))
