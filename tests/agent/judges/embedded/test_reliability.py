"""How often the judge was right: measured shares, and for which rules they hold."""

from pathlib import Path

import pytest

from agent.judges.embedded.reading import FIGURES
from agent.judges.embedded.reliability import (
    FILE,
    Curve,
    Reliability,
    of_rule,
    prior_reliability,
    read_reliability,
    rule_hashes,
)
from tests.agent.judges.judge_inputs import make_rule

WEIGHTS = (1.0,) + (0.0,) * (len(FIGURES) - 1)
CURVE = Curve(weights=WEIGHTS, offset=1.0, scores=(0.0, 2.0), shares=(0.2, 0.8))
RULES = [make_rule(f"A-{n}", violating_examples=(f"bad {n}",), compliant_examples=(f"good {n}",)) for n in range(10)]


def reliability(count: int) -> Reliability:
    return Reliability(recipe="by hand", named=CURVE, breach=CURVE, rules=tuple(rule_hashes(RULES[:count])))


@pytest.mark.parametrize(("post", "share"), [(-9.0, 0.2), (-1.0, 0.2), (0.0, 0.5), (0.5, 0.65), (9.0, 0.8)])
def test_share_is_interpolated_between_scores(post: float, share: float) -> None:
    assert CURVE.share((post,) + (5.0,) * (len(FIGURES) - 1)) == pytest.approx(share)


@pytest.mark.parametrize(("known", "holds"), [(10, True), (9, True), (8, False), (0, True)])
def test_holds_where_nine_of_ten_rules_are_known(known: int, holds: bool) -> None:
    assert reliability(known).holds_for(RULES) is holds


def test_corpus_has_its_own_and_any_other_the_prior(tmp_path: Path) -> None:
    assert read_reliability(tmp_path, RULES) == prior_reliability()
    (tmp_path / FILE).write_text(reliability(10).model_dump_json())
    assert read_reliability(tmp_path, RULES) == reliability(10)
    assert read_reliability(tmp_path, [make_rule("B-1")]) == prior_reliability()
    (tmp_path / FILE).write_text('{"recipe": "of an older version"}')
    assert read_reliability(tmp_path, RULES) == prior_reliability()


def test_a_new_rule_has_the_prior() -> None:
    measured = reliability(9)
    assert of_rule(measured, RULES[0]) == measured
    assert of_rule(measured, RULES[9]) == prior_reliability()
    assert of_rule(measured, None) == measured


def test_an_edited_example_changes_the_hash_of_its_rule_only() -> None:
    edited = RULES[0].model_copy(update={"violating_examples": ("worse 0",)})
    assert len(rule_hashes([edited, *RULES[1:]]) - rule_hashes(RULES)) == 1
    assert rule_hashes([RULES[0].model_copy(update={"text": "Other words."})]) == rule_hashes(RULES[:1])
