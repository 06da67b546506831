"""The limit of a check compared with the one that the text gives."""

import pytest

from policies.lint.limits import check_against_limit
from tests.policies.lint.corpora import clause, lint_input, messages


def found(text: str, check: str) -> list[str]:
    return messages(check_against_limit, lint_input(clause("ABC-1", text=text, check=check)))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Say it at most 4 seconds after the claim, or by ABC-9.7.", "facts.seconds_late > 4"),
        ("Not more than 18 percent above the lowest price of 30 days.", "facts.price > facts.lowest_30d * 1.18"),
        ("No more than a tenth, or 10 percent, may be missing from 50.", "facts.claimed < facts.stock * 0.9"),
        ("Show it by the seventeenth day, in two posts.", "facts.days > 17"),
        ("Take it down within 2 days, or in 60 minutes.", "facts.hours > 48"),
        ("Half of it, for 12 seconds.", "facts.share >= 0.5"),
        ("An owner may hold 3 accounts.", "facts.suspended_accounts > 0"),
        ("The limit of the market counts.", "facts.seconds_late > 4"),
        ("Up to 7 minutes.", "facts.minutes - (facts.breaks <= 13 ? facts.breaks : 0) > 7"),
    ],
    ids=["same", "percent", "missing", "ordinal", "unit", "word", "zero", "no number", "one of two"],
)
def test_same_limit_gives_no_finding(text: str, check: str) -> None:
    assert found(text, check) == []


@pytest.mark.parametrize(
    ("text", "check", "numbers"),
    [
        ("Say it at most 10 seconds after the claim.", "facts.seconds_late > 4", ("4", "10")),
        ("Not more than 30 percent above it.", "facts.price > facts.lowest_30d * 1.18", ("1.18", "30")),
        ("Within sixty hours.", "facts.hours > 30", ("30", "60")),
        ("For 25 seconds, with a voice over 0.6 of it.", "facts.seconds <= 12 && facts.share >= 0.6", ("12", "25")),
    ],
)
def test_another_limit_is_reported(text: str, check: str, numbers: tuple[str, str]) -> None:
    assert found(text, check) == [
        f"warning: ABC-1@1.0: the check decides by {numbers[0]}, which the text does not say; it says {numbers[1]}; "
        "write the same limit in the text and in the check"
    ]
