"""The printed table of promotion: each value stands under its own title."""

import pytest

from cli.views.tradeoffs_view import print_promotion
from insights.estimate import Estimate
from insights.tradeoffs.promotion.decision import Bounds
from insights.tradeoffs.promotion.front import Point
from insights.tradeoffs.promotion.report import PromotionReport

CELLS = {
    "choice": "as it is",
    "value expected": "1.125",
    "came out": "1.250",
    "95%": "1.100 to 1.400",
    "exposure": "1.00",
    "complaints per 1,000 orders": "71.0 (60.0 to 82.0)",
    "expected": "70.0",
}


def point() -> Point:
    return Point(
        caps={},
        expected_value=1.125,
        expected_rates={"complaints": 70.0},
        value=Estimate(1.25, 1.1, 1.4),
        exposure=Estimate(1.0),
        rates={"complaints": Estimate(71.0, 60.0, 82.0)},
        prices={},
    )


def test_each_value_stands_under_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    days = {"day": 20_694, "learned_day": 20_638, "measured_day": 20_666, "following": 28}
    report = PromotionReport(
        **days,
        creators=900,
        caps={"complaints": 70.0},
        bounds=Bounds(),
        today=point(),
        point=point(),
        nearest=None,
        infeasible_now=False,
        promoted=3,
        demoted=4,
        fronts={"complaints": (point().model_copy(update={"caps": {"complaints": 70.0}}),)},
        models=(),
        notes=(),
    )
    print_promotion(report)
    lines = capsys.readouterr().out.splitlines()
    (first, second) = (number for number, line in enumerate(lines) if line.startswith("choice"))
    for heads, row in ((lines[first], lines[first + 1]), (lines[second], lines[second + 1])):
        assert heads.split() == " ".join(CELLS).split()
        places = [heads.index(f" {title}") + 1 if title != "choice" else 0 for title in CELLS]
        places[-1] = heads.rindex("expected")
        cells = [row[start:end].strip() for start, end in zip(places, [*places[1:], None], strict=True)]
        assert cells[1:] == [*CELLS.values()][1:]
    assert lines[first + 1].startswith("as it is ")
    assert lines[second + 1].startswith("at most 70.0 ")
