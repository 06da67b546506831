"""Checks the server of the models: its list, each configured model, their limits and prices."""

from collections.abc import Iterator

from pydantic import BaseModel

from agent.doctor.check_result import CheckResult, HealthStatus
from agent.model_limits import limits_of, read_model_limits
from agent.settings import Settings
from llm.errors import LlmError, LlmErrorKind
from llm.model_names import is_listed, named
from llm.options import LlmOptions
from llm.predicates import Predicate
from llm.server import LazyServer
from llm.tokens import unpriced_models

TEST_SYSTEM_PROMPT = "You answer a question of one word, to show that you can be reached."
TEST_QUESTION = "Is water wet?"
SERVER_UNUSABLE = (LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE)


class Wet(BaseModel):
    wet: bool


def check_models(settings: Settings) -> Iterator[CheckResult]:
    """Lists the models of the server and asks each configured one a short question. Raises `LlmError` if the server
    cannot be used at all."""
    options = settings.llm
    if not options.configured:
        advice = "none is configured, the embedded judge decides: set OPENAI_API_KEY or OPENAI_BASE_URL to use one"
        yield CheckResult("models", HealthStatus.UNUSED, advice)
        return
    models = LazyServer(options)
    try:
        yield _check_model_list(models, options)
        yield _check_chat(models, options)
        yield _check_decisions_endpoint(models, options)
        yield _check_limits(settings)
        yield _check_prices(options)
    finally:
        models.close()


def _check_model_list(models: LazyServer, options: LlmOptions) -> CheckResult:
    configured = _configured_models(options)
    try:
        available = models.available_models()
    except LlmError as error:
        if error.kind in SERVER_UNUSABLE:
            raise
        return CheckResult("server", HealthStatus.WARNING, f"{options.api_url} does not list its models ({error})")
    missing = [name for name in configured if not is_listed(name, available)]
    if not missing:
        return CheckResult("server", HealthStatus.OK, f"{options.api_url} has {', '.join(configured)}")
    details = f"{options.api_url} does not list {', '.join(missing)}: it has {named(available)}"
    advice = "set CLAUSEWISE_LLM__CHAT_MODEL and CLAUSEWISE_LLM__DECISIONS_MODEL"
    return CheckResult("server", HealthStatus.WARNING, f"{details}; {advice}")


def _check_chat(models: LazyServer, options: LlmOptions) -> CheckResult:
    session = models.open()
    try:
        session.ask(TEST_SYSTEM_PROMPT, TEST_QUESTION, Wet)
    except LlmError as error:
        return CheckResult("chat", HealthStatus.FAILED, str(error))
    form = session.response_formats.current
    return CheckResult("chat", HealthStatus.OK, f"{options.chat_model} answers in the form {form}")


def _check_decisions_endpoint(models: LazyServer, options: LlmOptions) -> CheckResult:
    if options.decisions_model is None:
        details = "CLAUSEWISE_LLM__DECISIONS_MODEL is empty: only the chat model judges"
        return CheckResult("decisions", HealthStatus.UNUSED, details)
    try:
        models.open().predicate_probabilities(TEST_SYSTEM_PROMPT, TEST_QUESTION, (Predicate("wet", "Water is wet."),))
    except LlmError as error:
        missing = error.kind is LlmErrorKind.ENDPOINT_MISSING
        return CheckResult("decisions", HealthStatus.WARNING if missing else HealthStatus.FAILED, str(error))
    return CheckResult("decisions", HealthStatus.OK, f"{options.decisions_model} answers")


def _check_prices(options: LlmOptions) -> CheckResult:
    unpriced = unpriced_models(_configured_models(options), options)
    if not unpriced:
        return CheckResult("prices", HealthStatus.OK, f"in {options.currency}")
    if not options.prices:
        details = "CLAUSEWISE_LLM__PRICES is not set: decisions report tokens, but no cost"
        return CheckResult("prices", HealthStatus.UNUSED, details)
    details = f"CLAUSEWISE_LLM__PRICES has no price for {', '.join(unpriced)}: the cost of a decision will be unknown"
    return CheckResult("prices", HealthStatus.WARNING, details)


def _check_limits(settings: Settings) -> CheckResult:
    """From which probability on the chat model's findings count. Raises `ModelLimitsDamaged`."""
    model = settings.llm.chat_model
    limits = limits_of(model, settings.data_dir)
    values = f"violated from {limits.violated_from:.2f}, satisfied below {limits.unclear_from:.2f}"
    calibrated = read_model_limits(settings.data_dir).get(model)
    if calibrated is None:
        return CheckResult("limits", HealthStatus.OK, f"{values}, for any model: fit them by clausewise eval calibrate")
    counts = f"{calibrated.violations} violations and {calibrated.compliant} compliant cases"
    return CheckResult("limits", HealthStatus.OK, f"{values}, fitted for {model} from {counts}")


def _configured_models(options: LlmOptions) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (options.chat_model, options.decisions_model) if name))
