"""The embedded judge names a rule, or passes a post, only where it was right often enough."""

from dataclasses import replace

import pytest

from agent.build import Clausewise
from agent.build_judge import build_local_judge
from agent.judges.base import JudgeOutput
from agent.judges.embedded.reading import FIGURES
from agent.judges.embedded.reliability import Curve, Reliability
from agent.settings import Settings
from agent.verdict.guarded_settling import GuardedSettling
from domain.case import Case
from domain.verdict import Verdict
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case

CLAIM = make_case("drink my tea every day and your diabetes is healed, you can stop the insulin")
SMALL_TALK = make_case("good morning everybody, my neighbour lent me her blue bowl with the chip")


def always(share: float) -> Curve:
    return Curve(weights=(0.0,) * len(FIGURES), offset=0.0, scores=(0.0,), shares=(share,))


def decide(
    shop: Clausewise, case: Case, named: float, breach: float, **thresholds: float
) -> tuple[Verdict, JudgeOutput]:
    """As if the judge had always been right so often. Its classifier calls everything a violation."""
    settings = Settings.model_validate({"thresholds": {"violation": 0.3, "margin": 0.0, **thresholds}})
    reliability = Reliability(recipe="by hand", named=always(named), breach=always(breach))
    judge = replace(build_local_judge(shop.corpus), reliability=reliability, precision=settings.thresholds)
    judge_input = shop.adjudicator.gatherer.gather(case, AS_OF)
    output = judge.judge(judge_input)
    settling = GuardedSettling(settings.thresholds, judge, shop.adjudicator.reader, None)
    return settling.settle(judge_input, output)[0].verdict, output


@pytest.mark.parametrize(
    ("named", "min_precision", "outcome"),
    [(0.85, 0.85, "violation"), (0.84, 0.85, "needs_review"), (0.7, 0.6, "violation"), (0.9, 0.95, "needs_review")],
)
def test_rule_is_named_from_the_precision_on(
    shop: Clausewise, named: float, min_precision: float, outcome: str
) -> None:
    verdict, _ = decide(shop, CLAIM, named, 1.0, min_precision=min_precision)
    assert verdict.outcome == outcome
    if outcome == "violation":
        assert (verdict.violated, verdict.findings[0].precision) == (("CLM-1",), named)
        assert (verdict.review_reasons, verdict.shortlist) == ((), ())
    else:
        assert verdict.violated == ()
        assert [reason.code for reason in verdict.review_reasons] == ["uncertain"]
        assert f"CLM-1, is a violated one in {named:.0%}" in verdict.review_reasons[0].text
        first = verdict.shortlist[0]
        assert (first.clause_id, first.quote.text) == ("CLM-1", CLAIM.content[0].text)
        assert first.violating_example is not None
        assert first.violating_example.text == "this tea cured my diabetes in two weeks"
        assert {"diabetes"} <= {*first.shared_words}
        assert not {"this", "your", "every", "with"} & {*first.shared_words}


def test_only_the_likeliest_rule_is_named(shop: Clausewise) -> None:
    _, output = decide(shop, CLAIM, 1.0, 1.0)
    precisions = {finding.clause_id: finding.precision for finding in output.findings if finding.precision is not None}
    assert {name for name, precision in precisions.items() if precision == 1.0} == {"CLM-1"}
    assert {precision for name, precision in precisions.items() if name != "CLM-1"} == {0.0}


@pytest.mark.parametrize(
    ("breach", "max_breach", "outcome"),
    [(0.2, 0.2, "no_violation"), (0.21, 0.2, "needs_review"), (0.3, 0.4, "no_violation")],
)
def test_post_passes_up_to_the_share_of_breaches(
    shop: Clausewise, breach: float, max_breach: float, outcome: str
) -> None:
    verdict, _ = decide(shop, SMALL_TALK, 0.0, breach, max_breach=max_breach)
    assert verdict.outcome == outcome
    assert [reason.code for reason in verdict.review_reasons] == ["uncertain"] * (outcome == "needs_review")
