"""`clausewise decisions resume`: decides cases whose process ended early."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import EXIT_BAD_INPUT, report_errors
from cli.input.options import AsJsonLines, Policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agent.adjudicator import Adjudicator
    from agent.settings import Settings
    from domain.decision import Decision
    from store.decisions import DecisionStore
    from store.in_flight import InterruptedDecision

ACTOR = "command line"
DECIDED_ELSEWHERE = "another process has decided it."


@dataclass(frozen=True)
class Resumed:
    """The decision, or why there is none; with neither, another process has decided the case."""

    decision: "Decision | None" = None
    error: str | None = None


def resume(
    policies: Policies = None,
    any_corpus: Annotated[
        bool, typer.Option("--any-corpus", help="Use this corpus also for cases that were begun with another one.")
    ] = False,
    as_json: AsJsonLines = False,
) -> None:
    """Decide the cases of processes that ended early, with the judge and the day that were asked for."""
    with report_errors():
        from agent.open_stores import open_decision_store, open_library
        from agent.settings import read_settings
        from cli.views.console import out

        settings = read_settings(policies=policies)
        with open_decision_store(settings) as store:
            interrupted = store.in_flight.interrupted()
            if not interrupted:
                if not as_json:
                    out.print("There is no undecided case.")
                return
            if not any_corpus:
                _require_same_corpus(interrupted, open_library(settings).fingerprint)
            show, failures = _print_json if as_json else _print, 0
            for judge, cases in groupby(sorted(interrupted, key=_judge), key=_judge):
                for one, result in _resume_all(settings, store, judge, cases):
                    show(one, result)
                    failures += result.error is not None
        if failures:
            raise typer.Exit(EXIT_BAD_INPUT)


def _require_same_corpus(interrupted: "Iterable[InterruptedDecision]", fingerprint: str) -> None:
    from cli.views.decision_view import interrupted_label
    from domain.errors import InputError

    lines = [
        f"{interrupted_label(one)} was begun with corpus {one.basis.policy_fingerprint[:12]}; "
        f"this one is {fingerprint[:12]}"
        for one in interrupted
        if one.basis.policy_fingerprint != fingerprint
    ]
    if lines:
        lines.append("name the folder of that corpus with --policies, or use this one with --any-corpus")
        raise InputError("\n".join(lines))


def _resume_all(
    settings: "Settings", store: "DecisionStore", judge: str, cases: "Iterable[InterruptedDecision]"
) -> "Iterator[tuple[InterruptedDecision, Resumed]]":
    from agent.build import build
    from cli.views.console import progress
    from domain.errors import InputError
    from store.errors import StoreDamaged

    with progress("Loading policies") as advance:
        adjudicator = build(settings, judge=judge, progress=advance).adjudicator
    for one in cases:
        try:
            with progress("Deciding"):
                decision = _resume(adjudicator, store, one)
        except (InputError, StoreDamaged) as error:
            yield one, Resumed(error=str(error))
        else:
            yield one, Resumed(decision)


def _print(one: "InterruptedDecision", result: Resumed) -> None:
    from cli.views.console import err, out, print_line
    from cli.views.decision_view import interrupted_label

    decided = DECIDED_ELSEWHERE if result.decision is None else result.decision.verdict.summary
    print_line(f"{interrupted_label(one)}: {result.error or decided}", err if result.error else out)


def _print_json(one: "InterruptedDecision", result: Resumed) -> None:
    from cli.views.console import echo_json_lines

    outcome = result.decision and result.decision.verdict.outcome
    ids = {"decision_id": one.decision_id, "case_id": one.case.id}
    elsewhere = result.decision is None and result.error is None
    echo_json_lines([{**ids, "outcome": outcome, "decided_elsewhere": elsewhere, "error": result.error}])


def _resume(adjudicator: "Adjudicator", store: "DecisionStore", one: "InterruptedDecision") -> "Decision | None":
    """None if another process has decided the case: a service may have, before or meanwhile, under the same id."""
    from store.decision_log import StoreDecisionLog
    from store.errors import DecisionConflict

    if _is_decided(store, one):
        return None
    try:
        log = StoreDecisionLog(store, ACTOR, resumed=True)  # replaces the entry of the process that ended
        return adjudicator.decide(one.case, one.basis.as_of, decision_id=one.decision_id, decision_log=log)
    except DecisionConflict:
        _is_decided(store, one)
        return None


def _is_decided(store: "DecisionStore", one: "InterruptedDecision") -> bool:
    """If so, clears the in-flight entry, also where the case was erased. Raises InputError if the stored decision with
    this id is about another case."""
    from domain.errors import InputError
    from store.erasure import ERASED_CASE

    stored = store.get(one.decision_id)
    if stored is None:
        return False
    if stored.case not in (one.case, ERASED_CASE):
        raise InputError("a stored decision about another case has this id: submit the case again")
    store.in_flight.dismiss(one.decision_id)
    return True


def _judge(one: "InterruptedDecision") -> str:
    return one.basis.judge
