from agent.verdict.reason_presets import ReasonPresets, reason_presets
from domain.clause import Clause, ClauseKind, ReasonPreset
from domain.review import ReviewAction

RULE = Clause(id="CLM-1", policy_id="p", version="1", title="Curing {illness}", text="No cures.", kind=ClauseKind.RULE)
QUOTED = RULE.model_copy(update={"id": "CLM-2", "title": "Warnings", "kind": ClauseKind.EXCEPTION})


def test_reasons_name_the_clause_and_its_exceptions_first() -> None:
    presets = reason_presets(RULE, [QUOTED])
    assert presets.uphold[0] == "The quoted words break CLM-1 (Curing {illness})."
    assert presets.overturn[0] == "The exception CLM-2 (Warnings) applies."
    assert presets.overturn[1:] == reason_presets(RULE).overturn
    assert all("CLM-1" in one for one in (*presets.uphold, *presets.overturn[1:], *presets.amend))


def test_clause_that_cannot_be_broken_has_no_reasons() -> None:
    assert reason_presets(QUOTED) == ReasonPresets()


def test_reasons_of_the_policy_come_first() -> None:
    own = ReasonPreset(action=ReviewAction.OVERTURN, text="It is a recipe, not a cure.")
    presets = reason_presets(RULE.model_copy(update={"reason_presets": (own,)}), [QUOTED])
    assert presets.overturn[:2] == ("It is a recipe, not a cure.", "The exception CLM-2 (Warnings) applies.")
    assert presets.uphold == reason_presets(RULE).uphold
