"""YAML read with line numbers: text as it is written, and everything ambiguous refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing.yaml_reader import (
    ScalarType,
    YamlError,
    YamlList,
    YamlMapping,
    YamlScalar,
    read_yaml,
    require_unique_keys,
)


def test_values_have_their_line_and_json_type() -> None:
    assert read_yaml("market: NO\nfacts:\n  price: 1.5\n  days: [3, 2026-09-14]\n  end:\n") == YamlMapping(
        1,
        (
            (YamlScalar(1, "market"), YamlScalar(1, "NO")),
            (
                YamlScalar(2, "facts"),
                YamlMapping(
                    3,
                    (
                        (YamlScalar(3, "price"), YamlScalar(3, "1.5", ScalarType.FLOAT)),
                        (
                            YamlScalar(4, "days"),
                            YamlList(4, (YamlScalar(4, "3", ScalarType.INTEGER), YamlScalar(4, "2026-09-14"))),
                        ),
                        (YamlScalar(5, "end"), YamlScalar(5, "", ScalarType.NULL)),
                    ),
                ),
            ),
        ),
    )


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_empty_document_is_none(text: str) -> None:
    assert read_yaml(text) is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: [1", 2, "invalid YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: &x [1]\nb: *x", 1, "invalid YAML: an alias stands for this: write it out in each place"),
        ("a: 1\nb: !!python/name:os.system", 2, "invalid YAML: the tag tag:yaml.org,2002:python/name:os.system is not"),
        ("a: !!set {b}", 1, "invalid YAML: the tag tag:yaml.org,2002:set is not supported: remove it"),
        ("a: 1\n? [b]\n: c", 2, "invalid YAML: a key is a list or a mapping: write one word"),
        ("a: 1\nb: \x07", 2, "control character U+0007: remove it"),
        ("[" * 5000, 1, "nested too deeply: use fewer levels"),
    ],
)
def test_refused_yaml_has_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(YamlError) as refused:
        read_yaml(text)
    assert refused.value.line == line
    assert refused.value.problem.startswith(problem)


def test_alias_bomb_is_refused_at_once() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(YamlError, match="alias"):
        read_yaml("\n".join(["a0: &a0 [lol]", *levels]))


def test_repeated_key_at_any_depth_is_refused_with_its_line() -> None:
    value = read_yaml("a: 1\nb:\n  - c: 1\n    c: 2\n")
    assert value is not None
    with pytest.raises(YamlError, match='duplicate key "c": keep one') as refused:
        require_unique_keys(value)
    assert refused.value.line == 4


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_line_of_it(text: str) -> None:
    assert error_line(text) in range(1, len(text.splitlines()) + 3)


def error_line(text: str) -> int:
    """The line of the error; 1 if the text is read."""
    try:
        read_yaml(text)
    except YamlError as error:
        return error.line
    return 1
