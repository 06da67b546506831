"""A draft is tried in memory, beside the policies in force."""

from datetime import date
from pathlib import Path

import pytest

from agent.backtest.draft_trial import DraftTrial, open_trial
from agent.build import Clausewise
from policies.draft import markdown_of_clause, read_draft
from tests.agent.edited_policies import past_case
from tests.agent.judges.shop import CORPUS, make_case

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def trial(shop: Clausewise) -> DraftTrial:
    """SCR-1 forbids the mug, by an example."""
    clause = markdown_of_clause(CORPUS, "CLM-1@1.0")
    assert clause
    text = clause.replace(
        "### Violating examples\n", "### Violating examples\n\n- the mug is blue and lovely to hold", 1
    )
    return open_trial(shop.corpus, shop.adjudicator, read_draft(text, shop.corpus.library, CORPUS, TODAY))


def files_of(folder: Path) -> set[tuple[Path, int]]:
    return {(path, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_new_example_is_read_and_nothing_is_written(shop: Clausewise, trial: DraftTrial) -> None:
    before = files_of(shop.corpus.settings.data_dir)
    old, new = trial.decide(make_case("the mug is blue and lovely to hold"))
    assert (old.verdict.violated, new.verdict.violated) == ((), ("CLM-1",))
    assert files_of(shop.corpus.settings.data_dir) == before


def test_replay_ends_with_its_time(trial: DraftTrial) -> None:
    cases = [past_case(5, name) for name in ("one", "two")]
    assert trial.replay(cases, 60).decided == 2
    assert trial.replay(cases, 0).decided == 0
