"""Choices are stored with their reason, one after the other, and survive a torn line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputError
from insights.estimate import Estimate
from insights.tradeoffs.promotion.choices import FILE, choose, read_choices
from insights.tradeoffs.promotion.decision import Bounds
from insights.tradeoffs.promotion.front import Point
from insights.tradeoffs.promotion.report import PromotionReport

AT = datetime(2026, 9, 1, tzinfo=UTC)
POINT = Point(
    caps={"complaints": 60.0},
    expected_value=1.1,
    expected_rates={"complaints": 60.0},
    value=Estimate(1.05, 0.9, 1.2, 100),
    exposure=Estimate(1.0, 1.0, 1.0, 100),
    rates={"complaints": Estimate(61.0, 50.0, 70.0, 100)},
    prices={"complaints": 2.0},
)


def report(point: Point | None = POINT, infeasible_now: bool = False) -> PromotionReport:
    return PromotionReport(
        day=20_000,
        learned_day=19_944,
        measured_day=19_972,
        following=28,
        creators=100,
        caps={"complaints": 60.0},
        bounds=Bounds(),
        today=POINT,
        point=point,
        nearest=None,
        infeasible_now=infeasible_now,
        promoted=1,
        demoted=1,
        fronts={},
        models=(),
        notes=(),
    )


def test_choices_are_added_in_order(tmp_path: Path) -> None:
    assert read_choices(tmp_path) == ()
    first = choose(tmp_path, report(), " Ada ", "Fewer complaints before the holidays.", AT)
    second = choose(tmp_path, report(), "Ben", "More value.", AT)
    assert read_choices(tmp_path) == (first, second)
    assert (first.author, first.day, first.point) == ("Ada", 20_000, POINT)


def test_a_line_that_a_power_cut_left_spoils_no_other(tmp_path: Path) -> None:
    first = choose(tmp_path, report(), "Ada", "One.", AT)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"at": "2026')
    assert read_choices(tmp_path) == (first,)
    second = choose(tmp_path, report(), "Ada", "Two.", AT)
    assert read_choices(tmp_path) == (first, second)


def test_what_cannot_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be satisfied"):
        choose(tmp_path, report(point=None), "Ada", "One.", AT)
    with pytest.raises(InputError, match="cannot be satisfied"):
        choose(tmp_path, report(infeasible_now=True), "Ada", "One.", AT)
    for author, reason in (("", "One."), ("Ada", "  ")):
        with pytest.raises(InputError, match="an author and a reason"):
            choose(tmp_path, report(), author, reason, AT)
    with pytest.raises(InputError, match="at most 2,000"):
        choose(tmp_path, report(), "Ada", "x" * 2001, AT)
    assert not (tmp_path / FILE).exists()


def test_a_file_that_was_changed_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}\n")
    with pytest.raises(InputError, match=f"{FILE}:1 is no choice"):
        read_choices(tmp_path)
