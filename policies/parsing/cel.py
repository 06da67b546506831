"""Checks: CEL expressions over named values, of clauses over facts, signals and case. The only file that imports the
CEL library.

Whole numbers are read as decimals, as in JSON, so that `facts.price * 1.2` works for a price of 20 and of 19.99.
Division and remainder are not supported: a zero divisor would decide a clause silently."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cel import Program


ROOTS = ("facts", "signals", "case")
MAX_CHECK_CHARS = 2_000
MAX_MACRO_STEPS = 100_000  # of macros within macros, whose time grows faster than their steps

_FUNCTIONS = frozenset(
    {"contains", "double", "duration", "endsWith", "int", "matches", "size", "startsWith", "string", "timestamp"}
)
_UNSUPPORTED_OPERATORS = {"_/_": "division", "_%_": "remainder"}
_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_TOKEN = re.compile(
    r"""(?P<comment> //[^\n]*)
    | (?P<string> [bB]?[rR](?:\"{3}.*?\"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*')
                | [bB]?(?:\"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3})
                | [bB]?(?:"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'))
    | (?P<number> 0[xX][0-9a-fA-F]+u? | [0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)? | [0-9]+(?:[eE][+-]?[0-9]+|[uU])?)
    | (?P<name> [A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark> \S)
    | (?P<space> \s+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """`end` is the offset after the token in the source."""

    kind: str
    text: str
    end: int


def tokenize(source: str) -> list[Token]:
    """The tokens of the source, without spaces and comments."""
    found = (Token(str(match.lastgroup), match.group(), match.end()) for match in _TOKEN.finditer(source))
    return [token for token in found if token.kind not in ("comment", "space")]


def variables_in(tokens: list[Token], roots: tuple[str, ...] = ROOTS) -> tuple[str, ...]:
    """The dotted names that begin with a root, each once. `facts["price"]` is `facts.price`."""
    starts = (i for i, t in enumerate(tokens) if t.text in roots and (i == 0 or tokens[i - 1].text != "."))
    return tuple(dict.fromkeys(".".join([tokens[i].text, *_members(tokens, i + 1)]) for i in starts))


def macro_variables(tokens: list[Token]) -> set[str]:
    """The names that macros define, such as x in `facts.prices.exists(x, x > 9)`."""
    four_tokens = zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False)
    return {c.text for a, b, c, d in four_tokens if a.text in _MACROS and b.text == "(" and d.text == ","}


def macro_depth(tokens: list[Token]) -> int:
    """How many macros stand within each other, at most: 2 in `facts.a.exists(x, facts.b.exists(y, x == y))`."""
    deepest, calls = 0, list[bool]()
    for before, token in pairwise(tokens):
        if token.text == "(":
            calls.append(before.text in _MACROS)
        elif token.text == ")" and calls:
            calls.pop()
        deepest = max(deepest, sum(calls))
    return deepest


def with_decimals(source: str, tokens: list[Token]) -> str:
    """The source with `.0` after each whole number, except a list index in brackets."""
    for i in reversed(range(len(tokens))):
        is_index = i > 0 and tokens[i - 1].text == "[" and _text(tokens, i + 1) == "]"
        if tokens[i].text.isdecimal() and not is_index:
            source = f"{source[: tokens[i].end]}.0{source[tokens[i].end :]}"
    return source


def _members(tokens: list[Token], i: int) -> Iterator[str]:
    """The member names from position i on, without method names."""
    while i + 1 < len(tokens):
        if tokens[i].text == "." and _text(tokens, i + 2) != "(":
            yield tokens[i + 1].text
            i += 2
        elif tokens[i].text == "[" and tokens[i + 1].kind == "string":
            yield tokens[i + 1].text.strip("\"'")
            i += 3
        else:
            return


def _text(tokens: list[Token], i: int) -> str:
    return tokens[i].text if i < len(tokens) else ""


class CheckSyntaxError(ValueError):
    """The expression is not a valid check; the message says why and what to write."""


class CheckRunError(ValueError):
    """The check has no answer for these values."""


@cache
def variable_names(source: str, roots: tuple[str, ...] = ROOTS) -> tuple[str, ...]:
    """The dotted names that a check reads, found without compiling it."""
    return variables_in(tokenize(source), roots)


@dataclass(frozen=True)
class Check:
    """A compiled check. `variables` are the dotted names it reads, in order: `facts.matched_share`, `case.market`.
    `roots` are the names before the first dot that it may read."""

    source: str
    roots: tuple[str, ...]
    variables: tuple[str, ...]
    program: "Program"
    macro_depth: int

    def evaluate(self, values: Mapping[str, Mapping[str, object]]) -> bool:
        """True if the case matches the clause. `values` maps each root (`facts`, `signals`, `case`) to its values; a
        null counts as missing. Raises CheckRunError for a missing or mistyped value, for a list that is too long for
        the check, and for a non-boolean answer."""
        longest = max(map(_longest_list, values.values()), default=0)
        if self.macro_depth > 1 and longest**self.macro_depth > MAX_MACRO_STEPS:
            raise CheckRunError(f"a list of {longest:,} values is too long for macros within macros")
        try:
            answer = self.program.execute({root: _as_decimals(values.get(root, {})) for root in self.roots})
        except KeyError as error:
            raise CheckRunError(f"{self._missing_variable(str(error.args[0]))} was not provided") from error
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise CheckRunError(f"the values do not fit the expression ({_first_sentence(error)})") from error
        if not isinstance(answer, bool):
            raise CheckRunError(f"the answer is {answer!r}, not true or false")
        return answer

    def _missing_variable(self, key: str) -> str:
        return next((name for name in self.variables if key in name.split(".")[1:]), key)


@cache
def compile_check(source: str, roots: tuple[str, ...] = ROOTS) -> Check:
    """Compiles a CEL expression that reads values of these roots. Raises CheckSyntaxError."""
    from cel import compile as compile_cel

    if len(source) > MAX_CHECK_CHARS:
        raise CheckSyntaxError(f"it has {len(source)} characters; write at most {MAX_CHECK_CHARS}")
    tokens = tokenize(source)
    try:
        program = compile_cel(with_decimals(source, tokens))
    except ValueError as error:
        raise CheckSyntaxError(_syntax_message(error)) from error
    _refuse_functions(program.functions())
    _refuse_roots(set(program.variables()) - macro_variables(tokens) - set(roots), roots)
    variables = variables_in(tokens, roots)
    if not variables:
        raise CheckSyntaxError(f"it reads no variable; compare one of {_listed(roots, 'or')}")
    return Check(source, roots, variables, program, macro_depth(tokens))


def _refuse_functions(names: list[str]) -> None:
    for name in names:
        if name in _UNSUPPORTED_OPERATORS:
            raise CheckSyntaxError(f"{_UNSUPPORTED_OPERATORS[name]} is not supported; multiply the other side instead")
        if name[0].isalpha() and name not in _FUNCTIONS:
            similar = get_close_matches(name, _FUNCTIONS, n=1)
            hint = f'did you mean "{similar[0]}"?' if similar else f"use {', '.join(sorted(_FUNCTIONS))}"
            raise CheckSyntaxError(f'unknown function "{name}"; {hint}')


def _refuse_roots(names: set[str], roots: tuple[str, ...]) -> None:
    if names:
        read = _listed(tuple(f"{root}.…" for root in roots), "and")
        raise CheckSyntaxError(f'unknown name "{min(names)}"; a check reads only {read}')


def _listed(names: tuple[str, ...], word: str) -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _longest_list(value: object) -> int:
    """Of the lists and mappings in a value, at any depth; a macro goes through either."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return max(len(inner), max(map(_longest_list, inner), default=0))


def _as_decimals(value: object) -> object:
    """The value with whole numbers as floats and without the nulls of mappings."""
    if isinstance(value, Mapping):
        return {key: _as_decimals(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_as_decimals(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _syntax_message(error: ValueError) -> str:
    match = re.search(r"ERROR: <input>:\d+:\d+: (?:Syntax error: )?(.*?)(?: expecting .*)?$", str(error), re.MULTILINE)
    return f"it is not CEL: {match.group(1) if match else _first_sentence(error)}"


def _first_sentence(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].split(". ")[0].rstrip(".")
