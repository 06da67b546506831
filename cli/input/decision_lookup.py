"""What commands ask of the record: a decision by the beginning of its id, and rows of decisions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cli.views.decision_view import COLOUR, sure
from cli.views.layout import table
from domain.errors import InputError

if TYPE_CHECKING:
    from store.decision_rows import Record
    from store.decisions import DecisionStore, Summary


def recorded(store: "DecisionStore", decision_id: str) -> "Record":
    """Raises InputError where there is none, or the beginning is of several."""
    found = store.find(decision_id) if decision_id else None
    if found is None:
        raise InputError(f'no decision on record begins with "{decision_id}": see clausewise decisions list')
    return found


def decision_table(summaries: "Iterable[Summary]") -> Table:
    columns = ("Decision", "Made (UTC)", "Outcome", "Sure", "Creator", "Case", "Broken")
    return table(columns, (_row(summary) for summary in summaries))


def _row(s: "Summary") -> tuple[str | Text, ...]:
    outcome = Text(s.outcome.replace("_", " "), style=COLOUR[s.outcome])
    made = f"{s.decided_at:%Y-%m-%d %H:%M}"
    return s.decision_id, made, outcome, sure(s), s.creator_id or "", s.case_id, ", ".join(s.violated)
