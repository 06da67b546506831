"""A check compiles, says what it reads, and decides, or says why it cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parsing.cel import CheckRunError, CheckSyntaxError, compile_check

VALUES: dict[str, dict[str, object]] = {
    "facts": {"price": 20, "share": 0.4, "tags": ["ad", "gift"], "parts": {"a": 1}, "linked": True, "empty": None},
    "signals": {"strikes": 2},
    "case": {"market": "US"},
}


@pytest.mark.parametrize(
    ("source", "names", "answer"),
    [
        ("facts.price * 1.18 > 23", ("facts.price",), True),
        ("facts.share + 1 > 2", ("facts.share",), False),
        ("facts.linked == true && signals.strikes >= 2", ("facts.linked", "signals.strikes"), True),
        ("case.market in ['US', 'GB']", ("case.market",), True),
        ('facts["price"] == 20 && facts.price < 21', ("facts.price",), True),
        ("facts.parts.a == 1 && facts.parts['a'] < 2", ("facts.parts.a",), True),
        ("facts.tags.exists(tag, tag == 'ad') && size(facts.tags) == 2", ("facts.tags",), True),
        ("facts.tags[1].startsWith('gi')", ("facts.tags",), True),
        ("has(facts.unknown) && facts.unknown > 1", ("facts.unknown",), False),
        ("has(facts.empty)", ("facts.empty",), False),
        ("facts.unknown > 1 || facts.linked", ("facts.unknown", "facts.linked"), True),
        ("'facts.hidden' != case.market // facts.remark", ("case.market",), True),
        (r"r'\' != case.market && '''signals.x''' != case.market", ("case.market",), True),
        ("facts.price == 20 && facts.price in [20]", ("facts.price",), True),
    ],
)
def test_decides(source: str, names: tuple[str, ...], answer: bool) -> None:
    check = compile_check(source)
    assert (check.source, check.names, check.evaluate(VALUES)) == (source, names, answer)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("facts.price >", "it is not CEL: mismatched input '<EOF>'"),
        ("", "it is not CEL: mismatched input '<EOF>'"),
        ("facts.price = 3", "it is not CEL: token recognition error at: '= '"),
        ("fact.price > 3", 'unknown name "fact"; a check reads facts.…, signals.… and case.… only'),
        (".facts.price > 3", 'unknown name ".facts"; a check reads facts.…, signals.… and case.… only'),
        ("facts.name.startswith('a')", 'unknown function "startswith"; did you mean "startsWith"?'),
        (
            "now() > facts.end",
            'unknown function "now"; there are contains, double, duration, endsWith, int, matches, size, startsWith, '
            "string, timestamp",
        ),
        ("facts.hits / facts.total > 1", "division is left out of checks; multiply the other side instead"),
        ("facts.hits % 2 == 0", "remainder is left out of checks; multiply the other side instead"),
        ("1 > 2", "it reads no value; compare something of facts, signals or case"),
        (" " * 3000, "it is 3000 characters long; keep a check under 2000"),
    ],
)
def test_does_not_compile(source: str, message: str) -> None:
    with pytest.raises(CheckSyntaxError) as refused:
        compile_check(source)
    assert str(refused.value) == message


MISFIT = (
    "the values do not fit the expression (No such overload: the operation is not defined for the given operand types)"
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("facts.unknown > 1", "facts.unknown is not known"),
        ("facts.empty > 1", "facts.empty is not known"),
        ("facts.parts.b > 1", "facts.parts.b is not known"),
        ("facts.linked && signals.age > 1", "signals.age is not known"),
        ("facts.price > 'x'", MISFIT),
        ("facts.price", "the answer is 20.0, neither true nor false"),
        ("facts.tags[7] == 'x'", "the values do not fit the expression (index out of bounds: 7)"),
        (
            "case.market.matches('(')",
            "the values do not fit the expression (Function 'matches' error: '(' not a valid regex:)",
        ),
    ],
)
def test_cannot_decide(source: str, message: str) -> None:
    with pytest.raises(CheckRunError) as unclear:
        compile_check(source).evaluate(VALUES)
    assert str(unclear.value) == message


def test_a_root_that_was_not_given_is_unknown() -> None:
    with pytest.raises(CheckRunError, match=r"^signals\.strikes is not known$"):
        compile_check("signals.strikes > 1").evaluate({"facts": {}})


def test_a_number_beyond_all_bounds() -> None:
    with pytest.raises(CheckRunError, match="too large"):
        compile_check("facts.n > 1").evaluate({"facts": {"n": 10**400}})


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53), st.integers(0, 2**53) | st.floats(0, 1e6))
def test_compares_as_python_does(value: int, bound: float) -> None:
    assert compile_check(f"facts.n > {bound}").evaluate({"facts": {"n": value}}) is (value > bound)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_source_compiles_or_is_refused(source: str) -> None:
    try:
        check = compile_check(source)
    except CheckSyntaxError as error:
        refused = str(error)
    else:
        refused = "" if check.names else "no names"
    assert refused != "no names"
