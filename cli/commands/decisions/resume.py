"""Cases left undecided by a process that died: told of on standard error, and decided after all."""

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import BAD_INPUT, edge
from cli.input.options import Policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent.adjudicator import Adjudicator
    from agent.settings import Settings
    from store.decisions import DecisionStore
    from store.in_flight import InFlight, Pending

RESUME = "clausewise decisions resume"
ELSEWHERE = "another process decided it."


def tell_of_pending(journal: "InFlight") -> None:
    from cli.views.console import err
    from cli.views.layout import count

    left = journal.pending()
    if left:
        lines = [f"  {_line(one)}" for one in left]
        text = f"{count(len(left), 'case')} left undecided by a process that ended early; decide with: {RESUME}"
        err.print("\n".join([text, *lines]), style="yellow", markup=False, soft_wrap=True)


def resume(
    policies: Policies = None,
    any_corpus: Annotated[
        bool, typer.Option("--any-corpus", help="Decide by this corpus also what was begun by another.")
    ] = False,
) -> None:
    """Decide the cases that a process which ended early left undecided, by the judge and the day it was asked for."""
    with edge():
        from agent.open_stores import build_library, build_store
        from agent.settings import read_settings
        from cli.views.console import out

        settings = read_settings(policies=policies)
        with build_store(settings) as store:
            left = store.in_flight.pending()
            if not left:
                out.print("No case was left undecided.")
                return
            if not any_corpus:
                _require_its_corpus(left, build_library(settings).fingerprint)
            each = groupby(sorted(left, key=_judge), key=_judge)
            refused = sum(_refused(settings, store, judge, cases) for judge, cases in each)
        if refused:
            raise typer.Exit(BAD_INPUT)


def _require_its_corpus(left: "Iterable[Pending]", fingerprint: str) -> None:
    from domain.errors import InputError

    lines = [
        f"{_line(one)} was begun by corpus {one.asked.policy_fingerprint[:12]}, and this is {fingerprint[:12]}"
        for one in left
        if one.asked.policy_fingerprint != fingerprint
    ]
    if lines:
        lines.append("name the folder of that corpus with --policies, or decide by this one with --any-corpus")
        raise InputError("\n".join(lines))


def _refused(settings: "Settings", store: "DecisionStore", judge: str, cases: "Iterable[Pending]") -> int:
    """How many cannot be decided, each told of at once; the others are."""
    from agent.build import build
    from cli.views.console import err, out, progress
    from domain.errors import InputError
    from store.errors import StoreDamaged

    refused = 0
    with progress("Reading policies") as advance:
        adjudicator = build(settings, store, judge=judge, progress=advance).adjudicator
    for one in cases:
        try:
            with progress("Deciding"):
                told = _decided(adjudicator, store, one)
        except (InputError, StoreDamaged) as error:
            err.print(f"{_line(one)}: {error}", markup=False, soft_wrap=True)
            refused += 1
        else:
            out.print(f"{_line(one)}: {told}", markup=False, soft_wrap=True)
    return refused


def _decided(adjudicator: "Adjudicator", store: "DecisionStore", one: "Pending") -> str:
    """What came of it. A service may have taken it up before, or meanwhile, under the same id."""
    from store.errors import DecisionConflict

    if _is_done(store, one):
        return ELSEWHERE
    try:
        return _again(adjudicator, store, one).decide(one.case, one.asked.as_of).verdict.summary
    except DecisionConflict:
        _is_done(store, one)
        return ELSEWHERE


def _is_done(store: "DecisionStore", one: "Pending") -> bool:
    """Then its note goes, also where the case was erased since. Raises InputError where its id means another case."""
    from domain.errors import InputError
    from store.erasure import NOTHING

    record = store.get(one.decision_id)
    if record is None:
        return False
    if record.case not in (one.case, NOTHING):
        raise InputError("another case is on record under this id: hand this one in again")
    store.in_flight.dismiss(one.decision_id)
    return True


def _again(adjudicator: "Adjudicator", store: "DecisionStore", one: "Pending") -> "Adjudicator":
    """Decides under the id it had, so that its note is cleared with the decision, or with an error that is seen."""
    record = replace(store, in_flight=replace(store.in_flight, again=True))
    return replace(adjudicator, record=record, new_id=lambda: one.decision_id)


def _judge(one: "Pending") -> str:
    return one.asked.judge


def _line(one: "Pending") -> str:
    return f"{one.decision_id} (case {one.case.id}, begun {one.begun_at:%Y-%m-%d %H:%M})"
