"""`clausewise quality`: the golden set, and how well reviewers and judges do."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines, DatasetFolder, Judge, JudgeName, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.settings import Settings
    from domain.access import Caller
    from eval.dataset.labelled_case import LabelledCase
    from policies.library import Library

DecisionId = Annotated[str, typer.Argument(metavar="ID", help="The id of a decision, or its first characters.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why this answer is right.")]
Clauses = Annotated[
    list[str] | None,
    typer.Option("--clause-id", metavar="ID", help="A violated clause; repeat it for more. By default as reviewed."),
]


def report(
    days: Annotated[int, typer.Option(min=1, max=366, help="The days of traffic to compare with.")] = 30,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show how far reviewers agree, the golden set, its coverage, and which cases to label next."""
    with report_errors():
        import json
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store, open_library
        from agent.quality.reports import QualityReports
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.quality_view import print_quality

        settings, now = read_settings(policies=policies), datetime.now(UTC)
        with open_decision_store(settings) as store:
            reports = QualityReports(store.queue, open_library(settings), settings.queues.reviewer_cost_per_hour)
            agreement, measures = reports.agreement(), reports.measures()
            coverage, cases = reports.coverage(now, days), reports.next_cases(now, days, 20)
        if not as_json:
            print_quality(agreement, measures, coverage, cases)
            return
        fields = {
            "agreement": agreement.model_dump(mode="json"),
            "measures": [one.model_dump(mode="json") for one in measures],
            "coverage": coverage.model_dump(mode="json"),
            "next_cases": [one.model_dump(mode="json") for one in cases],
        }
        echo_json(json.dumps(fields, ensure_ascii=False))


def golden(as_json: AsJsonLines = False) -> None:
    """List the golden set with the right answers, the newest case first."""
    with report_errors():
        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines
        from cli.views.quality_view import print_golden

        with open_decision_store(read_settings()) as store:
            cases = store.queue.golden_set.list()
        if as_json:
            echo_json_lines(cases)
        else:
            print_golden(cases)


def add(
    decision_id: DecisionId,
    reason: Reason,
    clause_id: Clauses = None,
    no_violation: Annotated[bool, typer.Option("--no-violation", help="The right answer is: no violation.")] = False,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Add a stored decision to the golden set, or change its right answer."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store, open_library, open_router
        from agent.quality.right_answer import right_answer
        from agent.settings import read_settings
        from cli.input.decision_lookup import find_decision
        from cli.views.console import print_result
        from domain.errors import InputError

        if no_violation and clause_id:
            raise InputError("give either --clause-id or --no-violation")
        settings = read_settings(policies=policies)
        library = open_library(settings)
        answer = right_answer(() if no_violation else clause_id or None, library)
        with open_decision_store(settings, router=open_router(settings, library)) as store:
            found = find_decision(store, decision_id).decision.decision_id
            added = store.queue.golden_set.add(found, answer, reason, _caller(), datetime.now(UTC))
        line = f"{found}: {' '.join([added.outcome.replace('_', ' '), *added.violated])}"
        print_result(line, added, as_json=as_json)


def remove(decision_id: DecisionId, as_json: AsJson = False) -> None:
    """Take a case out of the golden set. Its answers stay stored and count no more."""
    with report_errors():
        from datetime import UTC, datetime

        from agent.open_stores import open_decision_store
        from agent.settings import read_settings
        from cli.input.decision_lookup import find_decision
        from cli.views.console import print_result

        with open_decision_store(read_settings()) as store:
            found = find_decision(store, decision_id).decision.decision_id
            store.queue.golden_set.remove(found, _caller(), datetime.now(UTC))
        line = f"{found} is no longer in the golden set"
        print_result(line, {"decision_id": found, "removed": True}, as_json=as_json)


def import_cases(
    dataset: DatasetFolder = None,
    limit: Annotated[
        int, typer.Option(min=1, help="At most so many cases, drawn by chance, the same each time.")
    ] = 100,
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    judge: Judge = JudgeName.AUTO,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Decide labelled cases for the golden set, with their labels as the right answers.

    Nobody gets a letter. A label that needs review, or that allows several answers, is left out.
    """
    with report_errors():
        from agent.open_stores import open_library
        from agent.settings import read_settings
        from cli.views.console import count, print_result
        from domain.errors import InputError
        from eval.dataset.dataset import BUNDLED, read_dataset
        from eval.dataset.golden_import import usable
        from eval.runs.run import require_split

        labelled, settings = read_dataset(dataset or BUNDLED), read_settings(policies=policies)
        if split is not None:
            require_split(labelled, split)
        wanted, library = labelled.cases if split is None else labelled.cases_in(split), open_library(settings)
        found = usable(wanted, library.clause_ids)
        if not found:
            raise InputError(f"{labelled.folder} has no case with one right answer and clauses of these policies")
        new = _decide(settings, library, found[:limit], judge)
        before, left_out = len(found[:limit]) - new, len(wanted) - len(found)
        line = f"{count(new, 'case')} added, {before} there before, {left_out} without one right answer"
        print_result(line, {"added": new, "before": before, "left_out": left_out}, as_json=as_json)


def _decide(settings: "Settings", library: "Library", cases: "Sequence[LabelledCase]", judge: str) -> int:
    """The number of new cases."""
    from datetime import UTC, datetime

    from agent.build import build
    from agent.open_stores import open_decision_store, open_router
    from cli.views.console import progress
    from eval.dataset.golden_import import GoldenImport
    from store.quality.golden_set import GoldenSet

    new = 0
    with open_decision_store(settings) as store, progress("Deciding") as advance:
        adjudicator = build(settings, judge=judge).adjudicator
        golden_set = GoldenSet(store.database, open_router(settings, library))
        work = GoldenImport(store, golden_set, adjudicator, _caller(), lambda: datetime.now(UTC))
        for done, added in enumerate(work.run(cases), start=1):
            new += added
            advance(done, len(cases))
    return new


def _caller() -> "Caller":
    from domain.access import Caller, Scope

    return Caller(key_id="command line", name="command line", scopes=(Scope.ADMIN,))
