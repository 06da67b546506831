"""The check of strategies reports every problem with what to change."""

from datetime import date
from typing import Any

import pytest

from domain.errors import InputError
from insights.strategies.checks import check_files, require_valid
from insights.strategies.files import BUNDLED, StrategyFiles, read_folder, write_strategy
from insights.strategies.strategy import Strategy
from insights.strategies.variables import declared_variables
from policies.parsing.cel import compile_check
from tests.insights.strategies.made import TODAY, active, strategy


def problems(*strategies: Strategy, today: date = TODAY) -> list[tuple[str, str]]:
    found = StrategyFiles(folder="here", strategies=strategies, problems=())
    return [(one.message, one.remedy) for one in check_files(found, today).problems]


def test_the_examples_have_no_problem() -> None:
    report = check_files(read_folder(BUNDLED), TODAY)
    assert (report.problems, report.strategies) == ((), 5)


@pytest.mark.parametrize(
    ("fields", "message", "remedy"),
    [
        ({"expires": date(2026, 8, 1)}, "it expired on 2026-08-01", "retire it"),
        ({"when": "activity.post > 1"}, "activity.post, which is not declared", "write activity.posts"),
        ({"when": "gmv > 1"}, 'unknown name "gmv"', "write CEL"),
        ({"when": "activity.posts >"}, "it is not CEL", "write CEL"),
        ({"when": "activity.posts / 2 > 1"}, "division is not supported", "write CEL"),
        ({"when": "trade.amount > 1000"}, "trade.amount: what a creator sells for is no reason", "leave it out"),
        ({"when": 'activity.posts > "many"'}, "does not fit the types", "activity.posts is a number"),
        ({"when": "account.market > 3"}, "does not fit the types", "account.market is a text"),
        ({"when": "activity.posts"}, "does not fit the types", "activity.posts is a number"),
        ({"when": "post.copied > 0.5"}, "its subject is the creator", 'subject = "post"'),
        ({"when": "likes.partners > 2", "action": "label"}, "likes.partners, which is about other accounts", "queue"),
        ({"when": "links.group_size > 2", "action": "propose"}, "and would propose", "queue"),
    ],
)
def test_each_problem(fields: dict[str, Any], message: str, remedy: str) -> None:
    ((found, change),) = problems(strategy(**fields))
    assert message in found
    assert remedy in change


def test_what_is_for_review_only_may_queue_and_a_post_may_read_its_creator() -> None:
    assert problems(strategy(when="likes.partners > 2 || links.group_size > 4")) == []
    assert problems(strategy(when="post.copied > 0.5 && activity.posts > 3", scope={"subject": "post"})) == []
    assert problems(strategy(expires=TODAY, states={"shadow": date(2026, 6, 1), "retired": date(2026, 7, 1)})) == []


def test_versions_beside_each_other() -> None:
    ((message, remedy),) = problems(strategy(), strategy(when="activity.posts > 3"))
    assert "2 files have this version" in message
    assert remedy == "raise the version"
    ((message, _),) = problems(active(), active(version=2))
    assert "2 versions are past shadow" in message
    assert problems(active(), strategy(version=2)) == []


def test_what_may_run_is_required(tmp_path: Any) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="has no strategy"):
        require_valid(tmp_path / "empty")
    write_strategy(tmp_path / "bad", strategy(when="trade.amount > 1"))
    with pytest.raises(InputError, match="no reason to look"):
        require_valid(tmp_path / "bad")
    write_strategy(tmp_path / "old", strategy(expires=date(2026, 6, 2)))
    assert len(require_valid(tmp_path / "old")) == 1


def test_what_says_something_of_others_is_for_review_only() -> None:
    names = declared_variables()
    assert all(names[name].review_only for name in names if name.startswith(("likes.", "links.")))
    assert not any(names[name].mined for name in ("account.market", "account.language", "account.age_days"))
    assert [name for name, one in names.items() if one.refused] == ["trade.amount"]
    assert all(one.unit for one in names.values() if one.type == "number")
    for name in names:
        assert compile_check(f"{name} == {name}", tuple({name.partition(".")[0], "account"})).variables == (name,)
