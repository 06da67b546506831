"""Reads YAML with the line of every value, for policies and cases; `no` and dates stay text."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import MarkedYAMLError, Node, SafeLoader, ScalarNode

MAX_VALUES = 50_000  # keys count too; reading so many takes some two seconds
_TAG = "tag:yaml.org,2002:"
_JSON_FORMS = {
    "null": (r"(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "bool": (r"(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    "float": (
        r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$|[-+]?\.(?:inf|Inf|INF)$|\.(?:nan|NaN|NAN)$",
        list("-+.0123456789"),
    ),
}


class YamlError(ValueError):
    """The text is not YAML, or uses what is not allowed; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"line {line}: {problem}")


class ScalarType(StrEnum):
    """What JSON would make of a scalar. `NO` and `2026-09-14` are text."""

    NULL = "null"
    BOOLEAN = "bool"
    INTEGER = "int"
    FLOAT = "float"
    TEXT = "str"


_SCALAR_TYPES = {f"{_TAG}{scalar_type}": scalar_type for scalar_type in ScalarType}


@dataclass(frozen=True)
class YamlScalar:
    line: int
    text: str
    type: ScalarType = ScalarType.TEXT


@dataclass(frozen=True)
class YamlList:
    line: int
    items: tuple["YamlValue", ...]


@dataclass(frozen=True)
class YamlMapping:
    """`pairs` keep the order of the file. A key may be there twice: see `require_unique_keys`."""

    line: int
    pairs: tuple[tuple[YamlScalar, "YamlValue"], ...]


YamlValue = YamlScalar | YamlList | YamlMapping


def read_yaml(text: str) -> YamlValue | None:
    """The one document in `text`; None for an empty one. Raises YamlError for broken YAML, for tags, for more than
    MAX_VALUES, and for aliases: a short file with aliases can expand to more than fits into memory."""
    from yaml import MarkedYAMLError
    from yaml.reader import ReaderError

    try:
        root = _loader()(text).get_single_node()
        return None if root is None else _value(root, set())
    except MarkedYAMLError as error:
        raise YamlError(_line_of(error), f"invalid YAML: {error.problem or error.context}") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(line, f"control character U+{ord(text[error.position]):04X}: remove it") from error
    except RecursionError as error:
        raise YamlError(1, "nested too deeply: use fewer levels") from error


def require_unique_keys(value: YamlValue) -> None:
    """Raises YamlError for a key that is given twice in one mapping, at any depth: one of the two would be lost."""
    waiting: list[YamlValue] = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, YamlList):
            waiting += current.items
        elif isinstance(current, YamlMapping):
            waiting += (inner for _, inner in current.pairs)
            known: set[str] = set()
            for key, _ in current.pairs:
                if key.text in known:
                    raise YamlError(key.line, f'invalid YAML: duplicate key "{key.text}": keep one')
                known.add(key.text)


@cache
def _loader() -> "type[SafeLoader]":
    """A loader that resolves scalars as JSON does."""
    from yaml import SafeLoader

    class JsonLoader(SafeLoader):
        yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        values = 0

        def compose_node(self, parent: "Node | None", index: int) -> "Node | None":
            """Stops at a file that would take minutes."""
            self.values += 1
            if self.values > MAX_VALUES:
                raise YamlError(self.line + 1, f"more than {MAX_VALUES:,} keys and values: leave some out, or split it")
            return super().compose_node(parent, index)

    for name, (pattern, first_letters) in _JSON_FORMS.items():
        JsonLoader.add_implicit_resolver(f"{_TAG}{name}", re.compile(pattern), first_letters)
    return JsonLoader


def _line_of(error: "MarkedYAMLError") -> int:
    return error.problem_mark.line + 1 if error.problem_mark else 1


def _value(node: "Node", seen: set[int]) -> YamlValue:
    """The node and all below it. `seen` are the ids of the nodes read so far; a repeated one is an alias."""
    from yaml import MappingNode, ScalarNode, SequenceNode

    line = node.start_mark.line + 1
    if id(node) in seen:
        raise YamlError(line, "invalid YAML: an alias stands for this: write it out in each place")
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return _scalar(node, line)
    if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
        return YamlList(line, tuple(_value(item, seen) for item in node.value))
    if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
        return YamlMapping(line, tuple((_key(key, seen), _value(value, seen)) for key, value in node.value))
    raise YamlError(line, f"invalid YAML: the tag {node.tag} is not supported: remove it")


def _key(node: "Node", seen: set[int]) -> YamlScalar:
    key = _value(node, seen)
    if not isinstance(key, YamlScalar):
        raise YamlError(key.line, "invalid YAML: a key is a list or a mapping: write one word")
    return key


def _scalar(node: "ScalarNode", line: int) -> YamlScalar:
    scalar_type = _SCALAR_TYPES.get(node.tag)
    if scalar_type is None:
        raise YamlError(line, f"invalid YAML: the tag {node.tag} is not supported: remove it")
    return YamlScalar(line, str(node.value), scalar_type)
