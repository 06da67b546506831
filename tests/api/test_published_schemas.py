"""The published JSON Schemas take nothing away from those of the last release, and real values match them.

UPDATE_GOLDEN=1 writes the files of `published_v1` again, at a release: additive changes pass without."""

import copy
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import meta

from api.published_schemas import DIALECT, SCHEMA_NAMES, SUBMITTED, published_schema, schema_id
from domain.errors import InputError
from tests.api.schema_changes import Schema, breaking_changes

LAST_RELEASE = Path(__file__).parent / "published_v1"
RELEASE = "0.2.0"


def schema_of(name: str) -> Schema:
    return published_schema(name, RELEASE)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_schema_takes_nothing_away_from_the_last_release(name: str) -> None:
    file, schema = LAST_RELEASE / f"{name}.json", schema_of(name)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    last = json.loads(file.read_text(encoding="utf-8"))
    assert last["$id"] == schema["$id"]
    assert breaking_changes(last, schema, submitted=name in SUBMITTED) == []


def test_no_schema_of_the_last_release_is_gone() -> None:
    assert {path.stem for path in LAST_RELEASE.glob("*.json")} <= {*SCHEMA_NAMES}


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_schema_is_valid_and_has_its_id(name: str) -> None:
    schema = schema_of(name)
    meta.validate(schema)
    assert (schema["$schema"], schema["$id"]) == (DIALECT, schema_id(name))
    assert schema["$id"] == f"urn:clausewise:schema:v1:{name}"
    closed = '"additionalProperties": false' in json.dumps(schema)
    assert closed == (name in SUBMITTED)


def test_unknown_name_gets_the_names() -> None:
    with pytest.raises(InputError, match=r"no schema 'verdicts': the names are appeal, case"):
        schema_of("verdicts")


def removed(schema: Schema) -> None:
    del schema["properties"]["clause_id"]


def optional(schema: Schema) -> None:
    schema["required"].remove("clause_id")


def nullable(schema: Schema) -> None:
    schema["properties"]["clause_id"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def number(schema: Schema) -> None:
    schema["properties"]["clause_id"] = {"type": "integer"}


def removed_deep(schema: Schema) -> None:
    del schema["$defs"]["ContentQuote"]["properties"]["start"]


def fewer_words(schema: Schema) -> None:
    schema["$defs"]["FindingStatus"]["enum"].remove("unclear")


@pytest.mark.parametrize("change", [removed, optional, nullable, number, removed_deep, fewer_words])
def test_change_that_breaks_a_reader_is_found(change: Callable[[Schema], None]) -> None:
    old = schema_of("finding")
    new = copy.deepcopy(old)
    change(new)
    assert breaking_changes(old, new, submitted=False) != []


def new_duty(schema: Schema) -> None:
    schema["required"] = ["market"]


def shorter(schema: Schema) -> None:
    schema["properties"]["id"]["maxLength"] = 10


def never_null(schema: Schema) -> None:
    schema["properties"]["market"] = {"type": "string"}


def fewer_kinds(schema: Schema) -> None:
    schema["$defs"]["ContentKind"]["enum"].remove("ocr")


def refused(schema: Schema) -> None:
    del schema["properties"]["live"]


@pytest.mark.parametrize("change", [new_duty, shorter, never_null, fewer_kinds, refused])
def test_change_that_breaks_a_sender_is_found(change: Callable[[Schema], None]) -> None:
    old = schema_of("case")
    new = copy.deepcopy(old)
    change(new)
    assert breaking_changes(old, new, submitted=True) != []


def fields_of(schema: Any) -> Iterator[Schema]:
    """The `properties` of the value and of everything in it."""
    for key, part in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            yield part
        yield from fields_of(part)
    for part in schema if isinstance(schema, list) else ():
        yield from fields_of(part)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_every_field_that_is_removed_or_gets_another_type_is_found(name: str) -> None:
    """At any depth. That a field is never null any more breaks no reader, nor does a type where there was none."""
    old, submitted = schema_of(name), name in SUBMITTED
    missed = []
    for number, fields in enumerate(fields_of(old)):
        for field, part in fields.items():
            for other in (None, {"type": "string" if "integer" in str(part) else "integer"}):
                new = copy.deepcopy(old)
                changed = [*fields_of(new)][number]
                if other is None:
                    del changed[field]
                else:
                    changed[field] = other
                if not breaking_changes(old, new, submitted=submitted):
                    missed.append((field, other))
    allowed = [("value", {"type": "integer"})] if "FactCitation" in old.get("$defs", {}) or name == "finding" else []
    assert [one for one in missed if one not in allowed] == []


@pytest.mark.parametrize(
    "keyword", ["pattern", "format", "exclusiveMaximum", "maxProperties", "multipleOf", "uniqueItems"]
)
def test_narrower_form_breaks_a_sender(keyword: str) -> None:
    old = schema_of("case")
    new = copy.deepcopy(old)
    new["properties"]["id"][keyword] = 3
    assert breaking_changes(old, new, submitted=True) != []


def test_addition_breaks_nobody() -> None:
    for name, part in (("case", "ContentKind"), ("finding", "FindingStatus")):
        old = schema_of(name)
        new: Any = copy.deepcopy(old)
        new["properties"]["added"] = {"type": "string"}
        new["$defs"][part]["enum"].append("added")
        if name not in SUBMITTED:
            new["required"].append("added")
        assert breaking_changes(old, new, submitted=name in SUBMITTED) == []
