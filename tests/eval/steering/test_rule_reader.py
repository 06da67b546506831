"""A model that reads the rules decides as the edited policies say: the edit reaches it, and its answer the verdict."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.settings import Settings
from eval.steering.pair import NumberedPair, read_pairs
from eval.steering.run import Steering
from tests.eval.steering.rule_reader import RuleReader

PAIRS = read_pairs(Path(__file__).parents[3] / "eval" / "datasets" / "steering" / "pairs.jsonl")
MIN_FOLLOWED = 0.9


def one_of_each_kind() -> Iterator[NumberedPair]:
    """Those first that leave the examples as they are, because training takes most of the time."""
    ordered = sorted(PAIRS, key=lambda one: bool(one.pair.stale_examples or one.pair.new_clauses))
    yield from {numbered.pair.change: numbered for numbered in reversed(ordered)}.values()


@pytest.mark.slow
def test_verdict_follows_a_model_that_reads_the_rules(tmp_path: Path) -> None:
    pairs = list(one_of_each_kind())
    reader = RuleReader([numbered.pair for numbered in pairs])
    steering = Steering(Settings(data_dir=tmp_path), models=reader.models)
    (judged,) = steering.run(pairs, ["llm"], "pairs.jsonl", progress=lambda done, total: None).judges
    total = judged.total
    assert total.failed == 0
    assert total.followed.count >= MIN_FOLLOWED * total.flips, [s.case_id for s in judged.cases if not s.as_it_should]
    assert total.unmoved.count >= MIN_FOLLOWED * total.others, [s.case_id for s in judged.cases if not s.as_it_should]
    assert {line["read"] for line in reader.log} == {"before", "after", None}
    asked_twice = [line["case"] for line in reader.log]
    assert len(asked_twice) < 2 * len(judged.cases)  # equal prompts were answered once
