"""Which errors end a request, which end a case."""

from llm.errors import CASE_WIDE_ERRORS, CONFIGURATION_ERRORS, LlmErrorKind, invalid_response


def test_invalid_response_names_the_setting() -> None:
    error = invalid_response(ValueError("secret"))
    assert error.kind is LlmErrorKind.INVALID_RESPONSE
    assert "CLAUSEWISE_LLM__BASE_URL" in str(error)
    assert "secret" not in str(error)


def test_wrong_key_ends_the_case_and_the_command() -> None:
    assert LlmErrorKind.UNAUTHORISED in CASE_WIDE_ERRORS & CONFIGURATION_ERRORS
