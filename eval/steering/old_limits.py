"""Finds checks that an edit left at the old limit: they decide wherever their facts are given, whatever a rule says."""

import re
from collections.abc import Iterator

from eval.steering.editing import EditedPolicies
from policies.library import Library

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def find_old_limits(edited: EditedPolicies, before: Library) -> Iterator[str]:
    """A warning for each number of a check that stood in the text of its clause before the edit and no longer does."""
    for clause in edited.library.clauses:
        old = before.clause_by_key(clause.key)
        if old is None or clause.check is None or clause.check != old.check or clause.text == old.text:
            continue
        gone = set(NUMBER.findall(old.text)) - set(NUMBER.findall(clause.text))
        for number in sorted(gone.intersection(NUMBER.findall(clause.check))):
            yield (
                f"{edited.place}: {edited.pair.id}: the text of {clause.id} no longer says {number}, and its check "
                "still does and decides by it: give the edit of the check too"
            )
