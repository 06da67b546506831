"""The front matter of a policy file: YAML, every value read as the words that were written, so that NO is Norway."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from domain.policy import PolicyDocument
from policies.parsing.diagnostics import Complaints
from policies.parsing.field_reader import TEXT, Field, Fields, gather
from policies.parsing.markets import read_markets

if TYPE_CHECKING:
    from yaml import Node

FRONT_FIELDS = ("id", "title", "version", "effective_from", "effective_to", "markets")

_FIRST_LINE = 2
_POLICY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


def read_front(front: str | None, groups: Mapping[str, frozenset[str]], complaints: Complaints) -> PolicyDocument:
    """The document without its clauses. Raises CorpusErrors where there are no fields to be read."""
    if front is None:
        complaints.add(1, "there is no front matter", "begin the file with --- on a line, the fields, and --- again")
        complaints.settle()
    fields = gather(_pairs(front or "", complaints), 1, complaints)
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
    from yaml import MappingNode

    root = _root(front, complaints)
    if not isinstance(root, MappingNode):
        complaints.add(_FIRST_LINE, "the front matter has no fields", "write one a line, as name: value")
        complaints.settle()
        return
    for name, value in root.value:
        line = name.start_mark.line + _FIRST_LINE
        yield str(name.value), Field(line, _value(str(name.value), line, value, complaints))


def _root(front: str, complaints: Complaints) -> "Node | None":
    import yaml

    try:
        return yaml.compose(front, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error).splitlines()[0]
        complaints.add((mark.line if mark else 0) + _FIRST_LINE, f"broken YAML, {problem}", "write name: value")
        complaints.settle()
        raise


def _value(name: str, line: int, node: "Node", complaints: Complaints) -> str:
    """The words of a value, those of a list with commas between."""
    from yaml import ScalarNode, SequenceNode

    parts = node.value if isinstance(node, SequenceNode) else [node]
    if not all(isinstance(part, ScalarNode) for part in parts):
        complaints.add(line, f'"{name}" is not one line of text', "write one value after the name")
        return ""
    return ", ".join(str(part.value).strip() for part in parts)
