"""The page of a rehearsal tells what an owner needs: what the edit did, and what the judge did beside it."""

from typing import Any

from agent.backtest.backtest_report import Report
from agent.backtest.decision_diff import Cause, Effect, Impact
from cli.views.backtest_view import LEARNED, page
from cli.views.document import markdown
from domain.finding import FindingStatus
from domain.verdict import Outcome
from policies.diff.change import Sort

EDITED = Cause(clause_id="A-1", before=FindingStatus.VIOLATED, after=None, changes=(Sort.REWORDED, Sort.CHECK))
OTHERS = tuple(Cause(clause_id=f"B-{n}", before=None, after=FindingStatus.UNCLEAR) for n in range(1, 6))
EXCUSED = Cause(
    clause_id="C-1",
    before=FindingStatus.EXEMPTED,
    after=FindingStatus.VIOLATED,
    exception_id="X-1",
    exception_changes=(Sort.REMOVED,),
)
FREEZE = Effect(measure="commission_freeze", days=7, points=4, total=9)


def impact(name: str, before: Outcome, after: Outcome, *causes: Cause, **given: Any) -> Impact:
    plain: dict[str, Any] = {
        "tier": None,
        "effect_before": Effect(measure="none"),
        "effect_after": Effect(measure="none"),
    }
    return Impact(past=f"{name}.yaml", case_id=name, before=before, after=after, causes=causes, **{**plain, **given})


def told(*impacts: Impact, **given: Any) -> list[str]:
    plain: dict[str, Any] = {
        "clauses": (),
        "outcomes": {},
        "tiers": {},
        "measures": {},
        "otherwise": (),
        "failures": (),
    }
    flips = sum(impact.flips for impact in impacts)
    counts = {"before": "old", "after": "new", "decided": 9, "spared": 0, "flips": flips, "impacts": impacts}
    return [line for line in markdown(page(Report.model_validate({**plain, **counts, **given}))).splitlines() if line]


def test_what_the_edit_flipped_stands_before_what_the_judge_learned_otherwise() -> None:
    assert told(
        impact("second", Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW, *OTHERS),
        impact("first", Outcome.VIOLATION, Outcome.NEEDS_REVIEW, EDITED, OTHERS[0], effect_before=FREEZE),
    ) == [
        "# old → new",
        "2 verdicts flip of 9, 1 by clauses that changed and 1 by clauses that did not change",
        LEARNED,
        "## Flips by clauses that changed (1)",
        "### first · violation → needs review · first.yaml",
        "- A-1: broken → not broken; reworded, with another check",
        "- B-1: not broken → unclear; did not change",
        "- consequence: commission freeze for 7 days (4 points, 9 in all) → none",
        "## Flips by clauses that did not change (1)",
        "### second · no violation → needs review · second.yaml",
        "- B-1: not broken → unclear; did not change",
        "- B-2: not broken → unclear; did not change",
        "- B-3: not broken → unclear; did not change",
        "  - and 2 more that did not change",
    ]


def test_an_exception_that_the_edit_took_away_is_named_with_the_rule() -> None:
    lines = told(impact("one", Outcome.NO_VIOLATION, Outcome.VIOLATION, EXCUSED))
    assert "- C-1: exempted → broken; its exception X-1 removed" in lines


def test_the_same_outcome_with_another_consequence_is_told_apart() -> None:
    assert told(impact("one", Outcome.VIOLATION, Outcome.VIOLATION, effect_after=FREEZE))[1:] == [
        "0 verdicts flip of 9; 1 more with other clauses or another consequence",
        "## The same outcome, by other clauses or with another consequence (1)",
        "### one · violation · one.yaml",
        "- consequence: none → commission freeze for 7 days (4 points, 9 in all)",
    ]


def test_a_reason_without_a_clause_is_told() -> None:
    lines = told(impact("one", Outcome.NO_VIOLATION, Outcome.NEEDS_REVIEW, reasons=("No rule was read.",)))
    assert "- review: No rule was read." in lines
