"""Reads the front matter of a policy file: YAML, with every value as text."""

import re
from collections.abc import Iterator, Mapping

from domain.policy import PolicyDocument
from domain.subject import Subject
from policies.parsing.classification import CLASSIFICATION_FIELDS, read_classification
from policies.parsing.diagnostics import Diagnostics
from policies.parsing.field_reader import TEXT_PATTERN, Field, Fields, collect_fields, read_markets
from policies.parsing.yaml_reader import YamlError, YamlList, YamlMapping, YamlScalar, YamlValue, read_yaml

FRONT_MATTER_FIELDS = (
    *("id", "title", "version", "effective_from", "effective_to", "markets", "subject"),
    *CLASSIFICATION_FIELDS,
)
SUBJECTS = {subject.value: subject for subject in Subject}

_LINES_BEFORE = 1  # the line with ---
_POLICY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


def read_front_matter(
    front_matter: str | None, groups: Mapping[str, frozenset[str]], diagnostics: Diagnostics
) -> PolicyDocument:
    """The document without its clauses. Raises CorpusErrors if there are no fields to read."""
    if front_matter is None:
        diagnostics.add(1, "there is no front matter", "begin the file with a line ---, the fields, and a line ---")
        diagnostics.raise_errors()
    fields = collect_fields(_fields(front_matter or "", diagnostics), 1, diagnostics)
    fields.refuse_unknown("the front matter", FRONT_MATTER_FIELDS)
    return _document(fields, groups)


def _document(fields: Fields, groups: Mapping[str, frozenset[str]]) -> PolicyDocument:
    begin = fields.day("effective_from")
    end = fields.day("effective_to")
    if "effective_from" not in fields.values:
        fields.diagnostics.add(1, '"effective_from" is missing', "add it with the first day in force")
    if begin and end and end < begin:
        remedy = f"write a day from {begin} on, or remove the field"
        fields.diagnostics.add(fields.values["effective_to"].line, f"the policy ends on {end} before it begins", remedy)
    return PolicyDocument(
        id=fields.text(
            "id", _POLICY_ID, "write lower-case letters and digits joined by hyphens, such as health-claims"
        ),
        title=fields.text("title", TEXT_PATTERN, "write a title"),
        version=fields.text("version", _VERSION, "write letters, digits and points, such as 2.0"),
        effective_from=begin,
        effective_to=end,
        markets=read_markets(fields, groups),
        subject=fields.choice("subject", SUBJECTS, Subject.POST) or Subject.POST,
        classification=read_classification(fields),
    )


def _fields(front_matter: str, diagnostics: Diagnostics) -> Iterator[tuple[str, Field]]:
    try:
        root = read_yaml(front_matter)
    except YamlError as error:
        diagnostics.add(error.line + _LINES_BEFORE, error.problem, "write one field a line, as name: value")
        diagnostics.raise_errors()
        return
    if not isinstance(root, YamlMapping):
        diagnostics.add(1 + _LINES_BEFORE, "the front matter has no fields", "write one field a line, as name: value")
        diagnostics.raise_errors()
        return
    for name, value in root.pairs:
        line = name.line + _LINES_BEFORE
        yield name.text, Field(line, _text(name.text, line, value, diagnostics))


def _text(name: str, line: int, value: YamlValue, diagnostics: Diagnostics) -> str:
    """The text of a value; the items of a list are joined by commas."""
    parts = value.items if isinstance(value, YamlList) else [value]
    scalars = [part for part in parts if isinstance(part, YamlScalar)]
    if len(scalars) < len(parts):
        diagnostics.add(line, f'"{name}" is not one line of text', "write one value after the name")
        return ""
    return ", ".join(part.text.strip() for part in scalars)
