"""Linear patterns: the meaning of `re`, offsets in code points."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.linear_patterns import linear_pattern

TEXTS = st.text(alphabet="aé😀9٣ \t\u00a0_-\u3002Ω\U00020000[]", max_size=40)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w+", r"\W+", r"\d", r"\D+", r"\s", r"\S+", r"[\w-]+", r"[^\w\s]+", r"[^\d]+", r"[\u3002 ]", r"[]\w]+",
        r"[(\[\w]+", r"\\w?", r"a{,2}", r"(\w)(-)?", r"(?P<letter>a|é)\s?", r"x*", r"é\Z",
    ],
)  # fmt: skip
@given(text=TEXTS)
def test_pattern_means_what_it_means_in_re(pattern: str, text: str) -> None:
    expected = [[found.span(group) for group in range(found.re.groups + 1)] for found in re.finditer(pattern, text)]
    groups = range(re.compile(pattern).groups + 1)
    assert [[found.span(g) for g in groups] for found in linear_pattern(pattern).finditer(text)] == expected


def test_flags_are_set_for_one_pattern() -> None:
    assert linear_pattern("^b", multiline=True, ignore_case=True).search("a\nB")
    assert not linear_pattern("^b").search("a\nb")


def test_lone_surrogate_is_one_character() -> None:
    found = linear_pattern("b").search("é\ud800b")
    assert found
    assert found.span() == (2, 3)


def test_match_is_anchored_and_group_without_part_is_empty() -> None:
    pattern = linear_pattern(r"(?P<day>\d+)(x)?")
    found = pattern.match("12 x")
    assert found
    assert (found["day"], found[2], found.span(2)) == ("12", "", (-1, -1))
    assert not pattern.match(" 12")
    assert not pattern.fullmatch("12 x")


def test_replaced_split_and_listed() -> None:
    pattern = linear_pattern(r"(\d)\s")
    assert pattern.sub(lambda found: found[1] * 2, "é1 2 x") == "é1122x"
    assert pattern.sub(r"\1", "1 ") == r"\1"
    assert pattern.split("1 é2 ") == ["", "é", ""]
    assert pattern.findall("é1 x2 ") == ["1 ", "2 "]


@pytest.mark.parametrize("pattern", ["(?=a)", "a++", r"(a)\1", "a{1001}", "("])
def test_pattern_that_needs_backtracking_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="RE2 cannot compile"):
        linear_pattern(pattern).search("")
