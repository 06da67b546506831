"""An error response has a kind by its status and its words, and a message of one short line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import LlmErrorKind
from llm.http.error_responses import TransientLlmError, error_from_response

PATH = "/v1/chat/completions"

# What Ollama, LiteLLM, LM Studio, OpenAI, vLLM, Gemini, Azure, OpenRouter, Mistral, Bedrock and others call it.
UNKNOWN_MODEL: list[tuple[int, Any]] = [
    (404, {"error": "model 'x' not found"}),
    (404, {"error": {"message": 'model "x" not found, try pulling it first'}}),
    (400, "Invalid model name passed in model=x. Call `/v1/models` to view available models."),
    (400, 'Invalid model identifier "x". Please specify a valid downloaded model.'),
    (404, {"error": {"message": "The model `x` does not exist or you do not have access", "code": "model_not_found"}}),
    (403, {"error": {"message": "Project `p` does not have access to model `x`", "code": "model_not_found"}}),
    (404, {"object": "error", "message": "The model `x` does not exist.", "type": "NotFoundError", "code": 404}),
    (404, [{"error": {"message": "models/x is not found for API version v1", "status": "NOT_FOUND"}}]),
    (404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this resource does not exist."}}),
    (400, "foo/bar is not a valid model ID"),
    (404, "No endpoints found for foo/bar."),
    (400, {"object": "error", "message": "Invalid model: x", "type": "invalid_model", "code": "1500"}),
    (400, {"message": "The provided model identifier is invalid."}),
    (400, "Could not resolve the foundation model from the model identifier: x"),
    (404, {"type": "error", "error": {"type": "not_found_error", "message": "model: x"}}),
    (404, "Unable to access model x. Visit the page of models."),
    (404, "Model not found, inaccessible, and/or not deployed"),
    (400, "Model Not Exist"),
    (404, "Not found the model x or Permission denied"),
    (400, "Unknown model: x"),
    (404, "Publisher Model `projects/p/models/x` was not found or your project does not have access to it."),
    (400, {"success": False, "errors": [{"code": 5007, "message": "No such model @cf/x or task"}]}),
    (400, {"error": {"code": "1211", "message": "模型不存在"}}),
    (404, "Endpoint with name 'x' does not exist."),
    (400, "The requested model 'x' is not supported by any provider you have enabled."),
    (400, "could not find suitable handler for x"),
    (400, "There are no healthy deployments for this model"),
    (400, "No models loaded. Please load a model in the developer page"),
    (500, "could not load model - all backends returned error"),
    (400, "The model `x` has been decommissioned and is no longer supported."),
    (422, {"detail": [{"loc": ["body", "model"], "msg": "model x does not exist", "input": "x"}]}),
]
TOO_LONG: list[tuple[int, Any]] = [
    (400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens"),
    (400, "prompt is too long: 200001 tokens > 200000 maximum"),
    (400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
    (400, "Prompt contains 40000 tokens, too large for model with 32768 maximum context length"),
    (400, "The decoder prompt (length 5000) is longer than the maximum model length of 4096."),
    (400, "the request exceeds the available context size"),
    (400, "Trying to keep the first 9000 tokens, but the model is loaded with context length of only 4096 tokens"),
    (400, "Input is too long for requested model."),
    (400, "too many tokens: size limit exceeded by 300 tokens"),
    (413, "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000"),
    (400, "Please reduce the length of the messages or completion."),
    (422, {"error": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000", "error_type": "validation"}),
    (400, "This model's maximum prompt length is 131072 but the request contains 150000 tokens."),
    (400, "Range of input length should be [1, 30720]"),
    (400, "Your request exceeded model token limit: 8192"),
    (400, "The input (5000 tokens) is longer than the model's context length (4096 tokens)."),
    (400, {"error": {"message": "Provider returned error", "metadata": {"raw": '{"message": "prompt is too long"}'}}}),
    (500, "the input is larger than the max context size. skipping"),
]
FORMAT_UNSUPPORTED: list[tuple[int, Any]] = [
    (400, "Unknown name \"additionalProperties\" at 'generation_config.response_schema': Cannot find field."),
    (400, "invalid JSON schema in format"),
    (400, "Failed to initialize samplers: "),
    (400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."),
    (500, "failed to parse grammar"),
    (404, "No endpoints found that can handle the requested parameters."),
    (400, "The specified schema produces a constraint that has too many states for serving."),
    (400, {"error": {"message": "Failed to generate JSON.", "code": "json_validate_failed"}}),
]
OTHERS: list[tuple[int, Any, LlmErrorKind]] = [
    (401, "no such model", LlmErrorKind.UNAUTHORISED),
    (403, "", LlmErrorKind.UNAUTHORISED),
    (400, "API key not valid. Please pass a valid API key.", LlmErrorKind.UNAUTHORISED),
    (407, "", LlmErrorKind.UNREACHABLE),
    (429, "too many requests for model x: not available", LlmErrorKind.RATE_LIMITED),
    (429, "insufficient_quota", LlmErrorKind.RATE_LIMITED),
    (402, "Insufficient Balance", LlmErrorKind.RATE_LIMITED),
    (400, "Your credit balance is too low to access the API.", LlmErrorKind.RATE_LIMITED),
    (403, "The account balance is not enough.", LlmErrorKind.RATE_LIMITED),
    (200, {"error": "You exceeded your current quota"}, LlmErrorKind.RATE_LIMITED),
    (400, {"error": {"code": "content_filter", "message": "The prompt was filtered"}}, LlmErrorKind.REFUSED),
    (404, {"detail": "Not Found"}, LlmErrorKind.ENDPOINT_MISSING),
    (501, "", LlmErrorKind.ENDPOINT_MISSING),
    (200, {"error": "Unexpected endpoint or method. (POST /v1/decisions)"}, LlmErrorKind.ENDPOINT_MISSING),
    (400, "Invalid URL (POST /v1/decisions)", LlmErrorKind.ENDPOINT_MISSING),
    (302, "", LlmErrorKind.ENDPOINT_MISSING),
    (503, "Model x is currently loading", LlmErrorKind.UNAVAILABLE),
    (503, "The model is temporarily unavailable", LlmErrorKind.UNAVAILABLE),
    (500, "", LlmErrorKind.UNAVAILABLE),
    (408, "", LlmErrorKind.UNAVAILABLE),
    (400, "Unsupported value: 'temperature' does not support 0.2 with this model.", LlmErrorKind.REJECTED),
    (400, "invalid request: model is required", LlmErrorKind.REJECTED),
]  # fmt: skip
KINDS = [
    *((status, sent, LlmErrorKind.UNKNOWN_MODEL) for status, sent in UNKNOWN_MODEL),
    *((status, sent, LlmErrorKind.PROMPT_TOO_LONG) for status, sent in TOO_LONG),
    *((status, sent, LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED) for status, sent in FORMAT_UNSUPPORTED),
    *OTHERS,
]


def body(sent: Any) -> bytes:
    return json.dumps({"error": {"message": sent}} if isinstance(sent, str) else sent).encode()


@pytest.mark.parametrize(("status", "sent", "expected"), KINDS)
def test_every_providers_wording_gives_the_kind(status: int, sent: Any, expected: LlmErrorKind) -> None:
    assert error_from_response(status, PATH, body(sent)).kind == expected


@pytest.mark.parametrize(
    ("status", "sent", "expected"),
    [
        (429, "slow down", True), (429, "insufficient_quota", False), (402, "", False), (500, "", True),
        (501, "", False), (400, "", False), (500, "failed to parse grammar", False), (409, "", True),
    ],
)  # fmt: skip
def test_only_what_passes_is_transient(status: int, sent: str, expected: bool) -> None:
    assert isinstance(error_from_response(status, PATH, body(sent)), TransientLlmError) is expected


@pytest.mark.parametrize(
    "sent",
    [
        body("too\n  hot"),
        b'{"error": "too hot"}',
        b'{"message": "too hot"}',
        b'[{"error": {"code": 418, "message": "too hot"}}]',
        b'{"detail": [{"loc": ["body"], "msg": "too hot"}]}',
        b'{"error": {"message": "Provider returned error", "metadata": {"raw": "{\\"error\\": \\"too hot\\"}"}}}',
        b'\xef\xbb\xbf{"error_code": 7, "error_msg": "too hot"}',
        b"<!DOCTYPE html><html><head><title>too hot</title>",
        b"too hot",
    ],
)
def test_message_is_found_in_every_form(sent: bytes) -> None:
    assert str(error_from_response(418, PATH, sent)) == "the model server answered 418: too hot"


def test_menu_of_a_web_page_is_not_a_message() -> None:
    page = b"<!DOCTYPE html><title>404</title><a>Models</a> This page does not exist"
    assert error_from_response(404, PATH, page).kind is LlmErrorKind.ENDPOINT_MISSING


def test_redirect_names_where_it_leads() -> None:
    error = error_from_response(308, PATH, b"", "https://models.example/v1/")
    assert "redirects to https://models.example/v1/" in str(error)
    assert "CLAUSEWISE_LLM__BASE_URL" in str(error)


def test_content_that_the_server_repeats_is_not_its_own_message() -> None:
    repeated = {"detail": [{"msg": "Input should be less than 2", "input": "the model does not exist"}]}
    assert error_from_response(422, PATH, body(repeated)).kind is LlmErrorKind.REJECTED


@given(st.integers(300, 599), st.binary(max_size=300))
def test_any_body_gives_one_short_line(status: int, sent: bytes) -> None:
    message = str(error_from_response(status, PATH, sent * 9))
    assert len(message) < 450
    assert "\n" not in message
