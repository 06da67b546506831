"""An unsupported response format is tried once; a format from the settings is never changed."""

import json

import pytest
from pydantic import BaseModel

from llm.answers.structured_output import ResponseFormatFallback, format_instructions, request_arguments
from llm.options import ResponseFormat
from tests.llm.server_responses import Finding


class Findings(BaseModel):
    """What the model found."""

    findings: list[Finding]
    note: str | None = None


def test_format_that_the_server_answered_in_is_kept() -> None:
    formats = ResponseFormatFallback()
    assert [*formats.formats] == [ResponseFormat.SCHEMA, ResponseFormat.OBJECT, ResponseFormat.TEXT]
    formats.supports(ResponseFormat.OBJECT)
    formats.supports(ResponseFormat.SCHEMA)  # an answer to an earlier request, which arrives late
    assert formats.current is ResponseFormat.OBJECT
    assert [*formats.formats] == [ResponseFormat.OBJECT, ResponseFormat.TEXT]


def test_format_that_once_worked_is_kept_after_a_rejection() -> None:
    formats = ResponseFormatFallback()
    formats.supports(ResponseFormat.SCHEMA)
    formats.supports(ResponseFormat.OBJECT)
    assert formats.current is ResponseFormat.SCHEMA


@pytest.mark.parametrize("configured", [ResponseFormat.SCHEMA, ResponseFormat.OBJECT, ResponseFormat.TEXT])
def test_configured_format_is_not_replaced(configured: ResponseFormat) -> None:
    formats = ResponseFormatFallback(configured)
    assert formats.formats == (configured,)


def test_prompt_has_the_schema_if_the_server_does_not_enforce_it() -> None:
    assert format_instructions(ResponseFormat.SCHEMA, Finding) == ""
    instructions = format_instructions(ResponseFormat.OBJECT, Finding)
    assert '"clause"' in instructions
    assert instructions == format_instructions(ResponseFormat.TEXT, Finding)


def test_request_names_the_format() -> None:
    json_object = {"extra_body": {"response_format": {"type": "json_object"}}}
    assert request_arguments(ResponseFormat.OBJECT, Finding) == json_object
    assert request_arguments(ResponseFormat.TEXT, Finding) == {}


def test_schema_is_strict_at_every_level() -> None:
    json_schema = request_arguments(ResponseFormat.SCHEMA, Findings)["extra_body"]["response_format"]["json_schema"]
    assert (json_schema["name"], json_schema["strict"]) == ("Findings", True)
    schema = json.loads(json.dumps(json_schema["schema"]))
    nested = schema["$defs"]["Finding"]
    assert (schema["required"], nested["required"]) == (["findings", "note"], ["clause", "probability"])
    assert (schema["additionalProperties"], nested["additionalProperties"]) == (False, False)
