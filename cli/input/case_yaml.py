"""YAML as a case is written in it: words stay as they stand there, only facts have types, and those are JSON's."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

FACTS = "facts"
NULL, BOOL, INT, FLOAT, TEXT = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str"))


class JsonTypes(yaml.SafeLoader):
    """Reads as YAML 1.2 does: `NO` is Norway, `2026-09-14` and `12:30` are words."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


JsonTypes.add_implicit_resolver(NULL, re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
JsonTypes.add_implicit_resolver(BOOL, re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
JsonTypes.add_implicit_resolver(INT, re.compile(r"[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
JsonTypes.add_implicit_resolver(
    FLOAT,
    re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$|[-+]?\.(?:inf|Inf|INF)$|\.(?:nan|NaN|NAN)$"),
    list("-+.0123456789"),
)


def parse(text: str) -> Any:
    """The one document in `text`. Raises yaml.YAMLError; aliases are refused, for a short file with them can stand for
    more than any memory holds, and so are keys written twice, of which one would be lost."""
    loader = JsonTypes(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _look_over(root)
        _leave_words(root)
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _look_over(root: yaml.Node) -> None:
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise _wrong("an alias stands for this: write it out in each place", node)
        seen.add(id(node))
        waiting += _below(node)
        if isinstance(node, yaml.MappingNode):
            _keys_differ(node)


def _keys_differ(node: yaml.MappingNode) -> None:
    known: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in known:
            raise _wrong(f'"{key.value}" is given twice: keep one', key)
        known.add(str(key.value))


def _leave_words(root: yaml.Node) -> None:
    """All that is no fact and no null is words."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode) and node.tag in (BOOL, INT, FLOAT):
            node.tag = TEXT
        is_root = node is root and isinstance(node, yaml.MappingNode)
        waiting += [v for k, v in node.value if k.value != FACTS] if is_root else _below(node)


def _below(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _wrong(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
