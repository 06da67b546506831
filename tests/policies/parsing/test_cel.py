"""Checks: compiling, the variables they read, and their answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parsing.cel import (
    ROOTS,
    CheckRunError,
    CheckSyntaxError,
    compile_check,
    macro_variables,
    tokenize,
    variables_in,
    with_decimals,
)

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
def test_check_has_an_answer(source: str, names: tuple[str, ...], answer: bool) -> None:
    check = compile_check(source)
    assert (check.source, check.variables, check.evaluate(VALUES)) == (source, names, answer)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("facts.price >", "it is not CEL: mismatched input '<EOF>'"),
        ("", "it is not CEL: mismatched input '<EOF>'"),
        ("facts.price = 3", "it is not CEL: token recognition error at: '= '"),
        ("fact.price > 3", 'unknown name "fact"; a check reads only facts.…, signals.… and case.…'),
        (".facts.price > 3", 'unknown name ".facts"; a check reads only facts.…, signals.… and case.…'),
        ("facts.name.startswith('a')", 'unknown function "startswith"; did you mean "startsWith"?'),
        (
            "now() > facts.end",
            'unknown function "now"; use contains, double, duration, endsWith, int, matches, size, startsWith, '
            "string, timestamp",
        ),
        ("facts.hits / facts.total > 1", "division is not supported; multiply the other side instead"),
        ("facts.hits % 2 == 0", "remainder is not supported; multiply the other side instead"),
        ("1 > 2", "it reads no variable; compare one of facts, signals or case"),
        (" " * 3000, "it has 3000 characters; write at most 2000"),
    ],
)
def test_invalid_check_is_refused(source: str, message: str) -> None:
    with pytest.raises(CheckSyntaxError) as refused:
        compile_check(source)
    assert str(refused.value) == message


MISFIT = (
    "the values do not fit the expression (No such overload: the operation is not defined for the given operand types)"
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("facts.unknown > 1", "facts.unknown was not provided"),
        ("facts.empty > 1", "facts.empty was not provided"),
        ("facts.parts.b > 1", "facts.parts.b was not provided"),
        ("facts.linked && signals.age > 1", "signals.age was not provided"),
        ("facts.price > 'x'", MISFIT),
        ("facts.price", "the answer is 20.0, not true or false"),
        ("facts.tags[7] == 'x'", "the values do not fit the expression (index out of bounds: 7)"),
        (
            "case.market.matches('(')",
            "the values do not fit the expression (Function 'matches' error: '(' not a valid regex:)",
        ),
    ],
)
def test_check_without_an_answer_says_why(source: str, message: str) -> None:
    with pytest.raises(CheckRunError) as unclear:
        compile_check(source).evaluate(VALUES)
    assert str(unclear.value) == message


def test_missing_root_counts_as_missing_value() -> None:
    with pytest.raises(CheckRunError, match=r"^signals\.strikes was not provided$"):
        compile_check("signals.strikes > 1").evaluate({"facts": {}})


def test_number_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(CheckRunError, match="too large"):
        compile_check("facts.n > 1").evaluate({"facts": {"n": 10**400}})


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53), st.integers(0, 2**53) | st.floats(0, 1e6))
def test_numbers_compare_as_in_python(value: int, bound: float) -> None:
    assert compile_check(f"facts.n > {bound}").evaluate({"facts": {"n": value}}) is (value > bound)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_source_compiles_or_is_refused(source: str) -> None:
    try:
        check = compile_check(source)
    except CheckSyntaxError as error:
        refused = str(error)
    else:
        refused = "" if check.variables else "no names"
    assert refused != "no names"


NAMES = st.builds("{}.{}".format, st.sampled_from(ROOTS), st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True))
NOISE = st.sampled_from(
    ["'facts.no'", '"case.no"', "r'\\'", "1.5", "// signals.no\n", "x.facts.no", "size([1])", "b''"]
)


@settings(deadline=None)
@given(st.lists(NAMES | NOISE, max_size=8))
def test_variables_are_found_among_other_tokens(parts: list[str]) -> None:
    expected = tuple(dict.fromkeys(part for part in parts if part.split(".")[0] in ROOTS))
    assert variables_in(tokenize(" + ".join(parts))) == expected


def test_macro_variables_are_found() -> None:
    assert macro_variables(tokenize("facts.a.exists(x, x > 1) && facts.b.map(yy, yy)")) == {"x", "yy"}


def test_whole_numbers_become_decimals_but_not_indices() -> None:
    source = "facts.n2[0] > 12 && [3] == facts.l && 1.5 < 1e3 && '7' == facts.s"
    assert with_decimals(source, tokenize(source)) == (
        "facts.n2[0] > 12.0 && [3] == facts.l && 1.5 < 1e3 && '7' == facts.s"
    )


@pytest.mark.parametrize(
    ("source", "depth"),
    [
        ("facts.price > 2", 0),
        ("facts.tags.exists(x, x == 'ad') || facts.tags.all(x, (x) == 'b')", 1),
        ("facts.tags.exists(x, facts.tags.filter(y, size(y) > 2).size() > 1)", 2),
    ],
)
def test_macros_within_macros_are_counted(source: str, depth: int) -> None:
    assert compile_check(source).macro_depth == depth


def test_long_lists_are_refused_for_macros_within_macros() -> None:
    check = compile_check("facts.a.exists(x, facts.b.exists(y, x == y))")
    values: dict[str, dict[str, object]] = {"facts": {"a": [*range(300)], "b": [300]}}
    assert check.evaluate(values) is False
    values["facts"]["b"] = [*range(5_000)]
    with pytest.raises(CheckRunError, match="a list of 5,000 values is too long for macros within macros"):
        check.evaluate(values)
