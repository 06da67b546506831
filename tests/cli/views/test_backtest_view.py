"""The backtest document separates outcomes that edited clauses changed from those that other clauses changed."""

from typing import Any

from agent.backtest.backtest_report import BacktestReport
from agent.backtest.decision_diff import ClauseDifference, DecisionDiff, RecommendedAction
from cli.views.backtest_view import CLASSIFIER_NOTE, LEARNING_NOTE, backtest_document
from cli.views.document import to_markdown
from domain.finding import FindingStatus
from domain.verdict import Outcome
from policies.diff.change import ChangeKind

EDITED = ClauseDifference(
    clause_id="A-1", before=FindingStatus.VIOLATED, after=None, changes=(ChangeKind.REWORDED, ChangeKind.CHECK)
)
UNEDITED = tuple(ClauseDifference(clause_id=f"B-{n}", before=None, after=FindingStatus.UNCLEAR) for n in range(1, 6))
NO_LONGER_EXEMPTED = ClauseDifference(
    clause_id="C-1",
    before=FindingStatus.EXEMPTED,
    after=FindingStatus.VIOLATED,
    exception_id="X-1",
    exception_changes=(ChangeKind.REMOVED,),
)
NO_ACTION = RecommendedAction(action="none")
FREEZE = RecommendedAction(action="commission_freeze", days=7, points=4, points_total=9)


def decision_diff(
    name: str,
    before: Outcome,
    after: Outcome,
    *causes: ClauseDifference,
    action_before: RecommendedAction = NO_ACTION,
    action_after: RecommendedAction = NO_ACTION,
    review_reasons: tuple[str, ...] = (),
) -> DecisionDiff:
    return DecisionDiff(
        past_case=f"{name}.yaml",
        case_id=name,
        tier=None,
        before=before,
        after=after,
        causes=causes,
        review_reasons=review_reasons,
        action_before=action_before,
        action_after=action_after,
    )


def lines(*diffs: DecisionDiff) -> list[str]:
    fields: dict[str, Any] = {
        "before": "old",
        "after": "new",
        "decided": 9,
        "decided_once": 0,
        "outcomes_changed": sum(diff.outcome_changed for diff in diffs),
        "changed_by_classifier": sum(diff.by_classifier for diff in diffs),
        "diffs": diffs,
        "clauses": (),
        "outcomes": {},
        "tiers": {},
        "actions": {},
        "not_reproduced": (),
        "failures": (),
    }
    document = to_markdown(backtest_document(BacktestReport(**fields)))
    return [line for line in document.splitlines() if line]


def test_outcomes_changed_by_edited_clauses_come_first() -> None:
    assert lines(
        decision_diff("second", Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW, *UNEDITED),
        decision_diff("first", Outcome.VIOLATION, Outcome.NEEDS_REVIEW, EDITED, UNEDITED[0], action_before=FREEZE),
    ) == [
        "# old → new",
        "2 outcomes change of 9, 1 by clauses that were edited and 1 by clauses that were not edited",
        LEARNING_NOTE,
        "## Outcomes changed by clauses that were edited (1)",
        "### first · violation → needs review · first.yaml",
        "- A-1: violated → not violated; reworded, other check",
        "- B-1: not violated → unclear; not edited",
        "- action: commission freeze for 7 days (4 points, 9 in total) → none",
        "## Outcomes changed by clauses that were not edited (1)",
        "### second · no violation → needs review · second.yaml",
        "- B-1: not violated → unclear; not edited",
        "- B-2: not violated → unclear; not edited",
        "- B-3: not violated → unclear; not edited",
        "  - and 2 more that were not edited",
    ]


def test_removed_exception_is_named_with_its_rule() -> None:
    found = lines(decision_diff("one", Outcome.NO_VIOLATION, Outcome.VIOLATION, NO_LONGER_EXEMPTED))
    assert "- C-1: exempted → violated; its exception X-1 removed" in found


def test_same_outcome_with_another_action_has_its_own_section() -> None:
    assert lines(decision_diff("one", Outcome.VIOLATION, Outcome.VIOLATION, action_after=FREEZE))[1:] == [
        "0 outcomes change of 9; 1 more with other clauses or another enforcement action",
        "## Same outcome, but other clauses or another enforcement action (1)",
        "### one · violation · one.yaml",
        "- action: none → commission freeze for 7 days (4 points, 9 in total)",
    ]


def test_review_reason_without_a_clause_is_shown() -> None:
    found = lines(
        decision_diff("one", Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW, review_reasons=("No rule was read.",))
    )
    assert "- review: No rule was read." in found


def test_outcomes_changed_by_the_classifier_have_their_own_section() -> None:
    one = decision_diff("one", Outcome.VIOLATION, Outcome.NEEDS_REVIEW, *UNEDITED[:1])
    assert lines(one.model_copy(update={"by_classifier": True})) == [
        "# old → new",
        "1 outcome changes of 9, 0 by clauses that were edited, 0 by clauses that were not edited and 1 only because "
        "the classifier was trained again",
        CLASSIFIER_NOTE,
        "## Outcomes changed only because the classifier was trained again (1)",
        "### one · violation → needs review · one.yaml",
        "- B-1: not violated → unclear; not edited",
    ]
