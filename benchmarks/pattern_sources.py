"""Every regular expression of the code base: compiled ones in modules, and calls within functions."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from text.linear_patterns import LinearPattern, linear_pattern

ROOT = Path(__file__).parents[1]
AnyPattern = re.Pattern[str] | re.Pattern[bytes] | LinearPattern
RE_FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
RUN_BY_ALEMBIC = "env.py"
ANCHORED = {"match", "fullmatch"}


class FoundPattern(NamedTuple):
    """`place`: its module, and its name or line. `methods`: how the code base calls it (empty: in any way)."""

    place: str
    pattern: AnyPattern
    methods: frozenset[str]


class BuiltPattern(NamedTuple):
    """A pattern that a function builds from its arguments, as the expression that it compiles."""

    module: str
    expression: str


def modules() -> list[ModuleType]:
    """Every module of the packages, imported."""
    packages = sorted({init.parent.name for init in ROOT.glob("*/__init__.py")} - {"benchmarks", "tests"})
    paths = [
        path.relative_to(ROOT)
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != RUN_BY_ALEMBIC
    ]
    names = (".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths)
    return [importlib.import_module(name) for name in names]


def find_patterns(searched: Sequence[ModuleType]) -> tuple[list[FoundPattern], list[BuiltPattern]]:
    """The patterns of some modules, each once, and the calls whose pattern only a running function knows."""
    trees = {module: ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in searched}
    methods = _methods_by_name(trees.values())
    found: dict[object, FoundPattern] = {}
    built: list[BuiltPattern] = []
    for module in trees:
        for name, value in vars(module).items():
            for pattern in _within(value, set()):
                found.setdefault(
                    pattern, FoundPattern(f"{module.__name__} {name}", pattern, methods.get(name, frozenset()))
                )
    for module, tree in trees.items():
        for call in _calls(tree):
            called = _evaluated(call, module)
            if called is None:
                built.append(BuiltPattern(module.__name__, ast.unparse(call.args[0])))
            else:
                place = f"{module.__name__}:{call.lineno}"
                found.setdefault(called, FoundPattern(place, called, _called_method(call)))
    return list(found.values()), built


def _within(value: object, seen: set[int]) -> Iterator[AnyPattern]:
    """The patterns in a value, at any depth of containers and dataclasses."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern | LinearPattern):
        yield value
        return
    inner: Sequence[object] = ()
    if isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = [*value]
    elif is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, field.name, None) for field in fields(value)]
    for each in inner:
        yield from _within(each, seen)


def _methods_by_name(trees: Iterable[ast.AST]) -> dict[str, frozenset[str]]:
    """What is called on each name in any module. A name that is passed on may be called in any way: empty."""
    called: dict[str, set[str]] = {}
    passed_on: set[str] = set()
    for tree in trees:
        nodes = [*ast.walk(tree)]
        methods = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
        calls = (node for node in nodes if isinstance(node, ast.Call) and node.args and _called_method(node))
        methods |= {id(call.args[0]): next(iter(_called_method(call))) for call in calls}
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                if id(node) in methods:
                    called.setdefault(node.id, set()).add(methods[id(node)])
                else:
                    passed_on.add(node.id)
    return {name: frozenset(used & RE_FUNCTIONS) for name, used in called.items() if name not in passed_on}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls within functions that name a pattern. What is called outside of a function is in a value of the module."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda))
    calls = {id(call): call for function in functions for call in ast.walk(function) if isinstance(call, ast.Call)}
    yield from (call for call in calls.values() if _called_method(call) and call.args)


def _called_method(call: ast.Call) -> frozenset[str]:
    match call.func:
        case ast.Attribute(value=ast.Name(id="re"), attr=name) if name in RE_FUNCTIONS:
            return frozenset({name})
        case ast.Name(id="linear_pattern"):
            return frozenset({"compile"})
    return frozenset()


def _evaluated(call: ast.Call, module: ModuleType) -> AnyPattern | None:
    """None if the pattern depends on a variable of the function."""
    rest = call.args[1:2] if "compile" in _called_method(call) else []
    flags = [keyword for keyword in call.keywords if keyword.arg in ("flags", "ignore_case", "multiline")]
    arguments = ", ".join(map(ast.unparse, [call.args[0], *rest, *flags]))
    compiler = "linear_pattern" if isinstance(call.func, ast.Name) else "re.compile"
    names = {**vars(module), "re": re, "linear_pattern": linear_pattern}
    try:
        pattern: AnyPattern = eval(f"{compiler}({arguments})", names)
    except NameError:
        return None
    return pattern
