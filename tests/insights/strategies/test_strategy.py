"""Strategies and their files: states in order, what a hit does, and what is written can be read again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import InputError
from insights.strategies.files import BUNDLED, as_toml, read_folder, read_strategy, write_strategy
from insights.strategies.strategy import Strategy
from tests.insights.strategies.made import active, strategy

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


@pytest.mark.parametrize(
    ("day", "state", "action"),
    [
        (date(2026, 5, 31), None, None),
        (date(2026, 6, 5), "shadow", "none"),
        (date(2026, 6, 15), "review_only", "queue"),
        (date(2026, 6, 25), "active", "label"),
        (date(2027, 1, 31), "retired", None),
    ],
)
def test_the_state_says_what_a_hit_does(day: date, state: str | None, action: str | None) -> None:
    one = active(action="label")
    assert one.state_on(day) == state
    assert one.action_on(day) == action


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({"active": JUNE}, "begins in shadow"),
        ({"shadow": JUNE, "active": JULY}, "begins in shadow"),
        ({"shadow": JULY, "review_only": JUNE}, "not in the order"),
        ({"shadow": AUGUST, "retired": JUNE}, "not in the order"),
    ],
)
def test_no_state_is_skipped(states: dict[str, date], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        strategy(states=states)
    assert strategy(states={"shadow": JUNE, "retired": JULY}).action_on(AUGUST) is None


@given(title=st.text(min_size=1, max_size=50), value=st.text(max_size=10), daily=st.integers(1, 10**6))
def test_a_written_file_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, title: str, value: str, daily: int
) -> None:
    one = active(title=title, max_daily=daily, when=f"account.market == {value!r}", scope={"markets": ["US", "DE"]})
    path = tmp_path_factory.mktemp("files") / "one.toml"
    try:
        path.write_text(as_toml(one), encoding="utf-8", newline="")
    except UnicodeEncodeError:
        return
    assert read_strategy(path) == one


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    path = write_strategy(tmp_path / "new", strategy())
    assert path.name == "many-posts-v1.toml"
    with pytest.raises(InputError, match="exists already"):
        write_strategy(tmp_path / "new", strategy())


def test_the_examples_are_read() -> None:
    found = read_folder(BUNDLED)
    assert found.problems == ()
    assert {one.id for one in found.strategies} >= {"same-caption", "early-like-partners"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id = ", "it is not TOML"),
        ("\xff", "it is not TOML"),
        ('id = "A b"', "id: "),
        ("nothing = 1", "nothing: Extra inputs"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "one.toml").write_text(content, encoding="latin-1")
    found = read_folder(tmp_path)
    assert found.strategies == ()
    assert any(words in problem.message for problem in found.problems), found.problems


def test_a_file_without_expiry_says_so(tmp_path: Path) -> None:
    text = as_toml(strategy()).replace("expires = 2027-01-31\n", "")
    (tmp_path / "one.toml").write_text(text)
    (problem,) = read_folder(tmp_path).problems
    assert "no day on which it expires" in problem.message
    assert "expires = 2027-01-31" in problem.remedy
    with pytest.raises(InputError, match="there is no folder"):
        read_folder(tmp_path / "nowhere")


def test_values_are_frozen() -> None:
    one: Any = strategy()
    with pytest.raises(ValidationError):
        one.max_daily = 5
    assert isinstance(one, Strategy)
