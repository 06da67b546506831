"""One check is told to swallow another only where no trial speaks against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lint.check_overlap import trials_swallowed
from policies.parsing.vocabulary import FactType, Quantity

KNOWN = {
    "facts.a": Quantity(type=FactType.NUMBER, unit="pieces", meaning="A."),
    "facts.b": Quantity(type=FactType.NUMBER, unit="pieces", meaning="B."),
    "facts.c": Quantity(type=FactType.TEXT, meaning="C."),
    "facts.d": Quantity(type=FactType.BOOLEAN, meaning="D."),
}


@pytest.mark.parametrize(
    ("rule", "exception", "swallowed"),
    [
        ("facts.a > 3", "facts.a > 2", True),
        ("facts.a > 3", "facts.a > 4", False),
        ("facts.a > facts.b * 1.5", "facts.a > facts.b", True),
        ("facts.a > facts.b", "facts.a > facts.b * 1.5", False),
        ('facts.c == "wine"', 'facts.c != "beer"', True),
        ('facts.c != "beer"', 'facts.c == "wine"', False),
        ("facts.d", "!facts.d || facts.a > 1", False),
        ("facts.d && facts.a > 1", "facts.d", True),
        ("facts.d", 'facts.d || case.market == "US"', True),
        ("facts.a > 1", "facts.unknown > 0", False),
        ("facts.d && !facts.d", "facts.d", False),
        ("facts.a > ", "facts.a > 1", False),
    ],
)
def test_checks_of_all_types(rule: str, exception: str, swallowed: bool) -> None:
    assert bool(trials_swallowed(rule, exception, KNOWN)) is swallowed


def test_too_many_values_leave_it_open() -> None:
    rule = " && ".join(f"facts.a > {n} && facts.b > {n} && facts.d" for n in range(10, 300, 10))
    assert trials_swallowed(rule, "facts.d", KNOWN) == 0


@given(st.integers(0, 99), st.integers(0, 99))
def test_thresholds_swallow_as_their_numbers_say(one: int, other: int) -> None:
    swallowed = trials_swallowed(f"facts.a > {one}", f"facts.a > {other}", KNOWN)
    assert bool(swallowed) is (other <= one)
