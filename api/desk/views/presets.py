"""Reasons that a person can give with one key."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.verdict.reason_presets import ReasonPresets, exception_applies, reason_presets
from api.desk.views.findings import ClauseView
from api.desk.views.job import JobPage
from domain.verdict import Outcome

MAX_PRESETS = 6  # more are not read
NONE_BROKEN = ("No clause is broken.", "Too little is known to say that a clause is broken.")
ESCALATE = ("A lead should decide this.", "The policy is unclear here.", "A person may be in danger.")
SKIP = ("I do not read this language.", "I know the creator.", "I would rather not see this content.")


@dataclass(frozen=True)
class Presets:
    """The reasons of each form; the first is sent by Enter."""

    uphold: tuple[str, ...]
    overturn: tuple[str, ...]
    amend: tuple[str, ...]
    escalate: tuple[str, ...] = ESCALATE
    skip: tuple[str, ...] = SKIP


def presets_for(page: JobPage) -> Presets:
    """Of the violated clauses; where the outcome is open or no violation, words that fit any clause."""
    if page.seen.outcome is Outcome.VIOLATION:
        violated = list(_of_clauses(view for view in page.views.clauses if view.clause_id in page.seen.violated))
        return Presets(
            uphold=_first(violated, "uphold") or ("The decision is right.",),
            overturn=_first(violated, "overturn") or NONE_BROKEN,
            amend=_first(violated, "amend") or ("Other clauses fit better.",),
        )
    broken = (f"The {page.what} breaks what was chosen here.", "The facts of the case show it.")
    if page.seen.outcome is Outcome.NO_VIOLATION:
        return Presets(uphold=NONE_BROKEN, overturn=broken, amend=broken)
    applied = dict.fromkeys(exception_applies(one) for view in page.views.clauses for one in view.exceptions)
    return Presets(uphold=broken, overturn=(*NONE_BROKEN, *applied)[:MAX_PRESETS], amend=broken)


def _of_clauses(views: Iterator[ClauseView]) -> Iterator[ReasonPresets]:
    return (reason_presets(view.clause, view.exceptions) for view in views if view.clause is not None)


def _first(presets: list[ReasonPresets], action: str) -> tuple[str, ...]:
    """The usual reason of each clause before the second ones."""
    columns = [getattr(one, action) for one in presets]
    rows = (column[place] for place in range(MAX_PRESETS) for column in columns if place < len(column))
    return tuple(dict.fromkeys(rows))[:MAX_PRESETS]
