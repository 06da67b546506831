"""Cases left undecided by a process that died: told of on standard error, and decided after all."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cli.edge import edge
from cli.options import Judge, Policies

if TYPE_CHECKING:
    from agent.adjudicator import Adjudicator
    from store.journal import Journal, Pending

RESUME = "clausewise decisions resume"


def tell_of_pending(journal: "Journal") -> None:
    from cli.console import err
    from cli.layout import count

    left = journal.pending()
    if left:
        lines = [f"  {_line(one)}" for one in left]
        text = f"{count(len(left), 'case')} left undecided by a process that ended early; decide with: {RESUME}"
        err.print("\n".join([text, *lines]), style="yellow", markup=False, soft_wrap=True)


def resume(judge: Judge = "auto", policies: Policies = None) -> None:
    """Decide the cases that a process which ended early left undecided."""
    with edge():
        from agent.build import build
        from agent.openers import build_store
        from agent.settings import read_settings
        from cli.console import out, progress

        settings = read_settings(policies=policies)
        with build_store(settings) as store:
            left = store.journal.pending()
            if not left:
                out.print("No case was left undecided.")
                return
            with progress("Reading policies") as advance:
                clausewise = build(settings, store, judge=judge, progress=advance)
            for one in left:
                decision = _again(clausewise.adjudicator, one).decide(one.case)
                out.print(f"{_line(one)}: {decision.verdict.summary}", markup=False, soft_wrap=True)


def _again(adjudicator: "Adjudicator", one: "Pending") -> "Adjudicator":
    """Decides under the id it had, so that its note is cleared with the decision, or with an error that is seen."""
    return replace(adjudicator, new_id=lambda: one.decision_id)


def _line(one: "Pending") -> str:
    return f"{one.decision_id} (case {one.case.id}, begun {one.begun_at:%Y-%m-%d %H:%M})"
