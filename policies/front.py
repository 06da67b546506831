"""The front matter of a policy file: YAML, every value read as the words that were written, so that NO is Norway."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from domain.policy import PolicyDocument
from policies.complaints import Complaints
from policies.fields import TEXT, Field, Fields, gather
from policies.markets import read_markets

if TYPE_CHECKING:
    from yaml import Node

FRONT_FIELDS = ("id", "title", "version", "effective_from", "effective_to", "markets")

_FIRST_LINE = 2
_POLICY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


def read_front(front: str | None, groups: Mapping[str, frozenset[str]], complaints: Complaints) -> PolicyDocument:
    """The document without its clauses."""
    if front is None:
        complaints.add(1, "there is no front matter", "begin the file with --- on a line, the fields, and --- again")
        return PolicyDocument(id="", title="", version="")
    fields = gather(_pairs(front, complaints), 1, complaints)
    if complaints.errors and not fields.values:
        return PolicyDocument(id="", title="", version="")
    fields.expect("the front matter", FRONT_FIELDS)
    return _document(fields, groups)


def _document(fields: Fields, groups: Mapping[str, frozenset[str]]) -> PolicyDocument:
    begin = fields.day("effective_from")
    end = fields.day("effective_to")
    if "effective_from" not in fields.values:
        fields.complaints.add(1, '"effective_from" is missing', "add it; write the first day in force")
    if begin and end and end < begin:
        right = f"write a day from {begin} on, or drop the field"
        fields.complaints.add(fields.values["effective_to"].line, f"the policy ends on {end} before it begins", right)
    return PolicyDocument(
        id=fields.text("id", _POLICY_ID, "write small letters and digits joined by hyphens, such as health-claims"),
        title=fields.text("title", TEXT, "write what the policy is called"),
        version=fields.text("version", _VERSION, "write letters, digits and points, such as 2.0"),
        effective_from=begin,
        effective_to=end,
        markets=read_markets(fields, groups),
    )


def _pairs(front: str, complaints: Complaints) -> Iterator[tuple[str, Field]]:
    import yaml

    loader = yaml.BaseLoader(front)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        complaints.add((mark.line if mark else 0) + _FIRST_LINE, f"broken YAML, {error.problem}", "write name: value")
        return
    except yaml.YAMLError as error:
        complaints.add(1, f"broken YAML, {str(error).splitlines()[0]}", "write name: value")
        return
    finally:
        loader.dispose()
    if not isinstance(root, yaml.MappingNode):
        complaints.add(_FIRST_LINE, "the front matter has no fields", "write one a line, as name: value")
        return
    for name, value in root.value:
        line = name.start_mark.line + _FIRST_LINE
        yield str(name.value), Field(line, _value(str(name.value), line, value, complaints))


def _value(name: str, line: int, node: "Node", complaints: Complaints) -> str:
    from yaml import ScalarNode, SequenceNode

    if isinstance(node, ScalarNode):
        return str(node.value).strip()
    if isinstance(node, SequenceNode) and name == "markets" and all(isinstance(n, ScalarNode) for n in node.value):
        return ", ".join(str(inner.value) for inner in node.value)
    complaints.add(line, f'"{name}" is not one line of text', "write one value after the name")
    return ""
