"""Finds a stored decision by the first characters of its id."""

from typing import TYPE_CHECKING

from domain.errors import InputError

if TYPE_CHECKING:
    from store.decision_rows import StoredDecision
    from store.decisions import DecisionStore


def find_decision(store: "DecisionStore", decision_id: str) -> "StoredDecision":
    """Raises InputError if no decision, or more than one, has an id that starts with `decision_id`."""
    found = store.find(decision_id) if decision_id else None
    if found is None:
        raise InputError(
            f'no stored decision has an id that starts with "{decision_id}": see clausewise decisions list'
        )
    return found
