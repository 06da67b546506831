"""Checks each component that a decision needs, and says how to repair those that do not work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel

from agent.build import build_corpus
from agent.build_signals import build_signals
from agent.model_limits import limits_of, read_model_limits
from agent.open_stores import open_decision_store, open_library
from agent.queues.rules_file import BUNDLED_RULES, read_routing_rules
from agent.settings import Settings
from domain.errors import InputError, OperationError
from domain.signals import SignalCondition
from llm.errors import LlmError, LlmErrorKind
from llm.model_names import is_listed, named
from llm.options import LlmOptions
from llm.predicates import Predicate
from llm.server import LazyServer
from llm.tokens import unpriced_models
from policies.checks.check import check_library
from policies.checks.problem import Level
from retrieval.multilingual_e5 import MultilingualE5, is_installed, why_unavailable

UNKNOWN_CREATOR = "clausewise-doctor"
TEST_SYSTEM_PROMPT = "You answer a question of one word, to show that you can be reached."
TEST_QUESTION = "Is water wet?"
SERVER_UNUSABLE = (LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE)


class HealthStatus(StrEnum):
    OK = "ok"
    UNUSED = "unused"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class CheckResult:
    """`message` describes the component and, if it is not ok, says what to do."""

    component: str
    health: HealthStatus
    message: str


class Wet(BaseModel):
    wet: bool


Check = Callable[[Settings], Iterator[CheckResult]]


def run_checks(settings: Settings, *, offline: bool = False) -> Iterator[CheckResult]:
    """Checks one component after another. `offline`: contacts no server."""
    for component, check in CHECKS.items():
        if offline and (component == "models" or (component == "signals" and settings.signals_url)):
            yield CheckResult(component, HealthStatus.UNUSED, "not checked: offline")
            continue
        try:
            yield from check(settings)
        except (InputError, OperationError) as error:
            yield CheckResult(component, HealthStatus.FAILED, str(error))


def _check_corpus(settings: Settings) -> Iterator[CheckResult]:
    library = open_library(settings)
    problems = check_library(library)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    details = f"{library.name}: {len(library.clauses)} clauses, {errors} errors, {len(problems) - errors} warnings"
    if problems:
        health = HealthStatus.FAILED if errors else HealthStatus.WARNING
        yield CheckResult("corpus", health, f"{details}: clausewise policies check lists them")
    else:
        yield CheckResult("corpus", HealthStatus.OK, details)


def _check_index(settings: Settings) -> Iterator[CheckResult]:
    corpus = build_corpus(settings)
    precedents = len(corpus.precedents.precedents) if corpus.precedents else 0
    details = f"{len(corpus.index.matrix)} texts and {precedents} precedents, embedded by {corpus.embedder.name}"
    yield CheckResult("index", HealthStatus.OK, details)


def _check_languages(_: Settings) -> Iterator[CheckResult]:
    problem = why_unavailable()
    if problem is None:
        details = f"{MultilingualE5.name} finds rules for content that the embedder does not read"
        yield CheckResult("languages", HealthStatus.OK, details)
    else:
        yield CheckResult("languages", HealthStatus.WARNING if is_installed() else HealthStatus.UNUSED, problem)


def _check_decision_log(settings: Settings) -> Iterator[CheckResult]:
    """With the review queue, which is stored in it. Raises RoutingRulesInvalid."""
    read_routing_rules(settings.queues.rules or BUNDLED_RULES)
    with open_decision_store(settings) as store:
        interrupted, cached = len(store.in_flight.interrupted()), store.answers.size()
        queues = store.queue.jobs.counts(datetime.now(UTC))
    waiting, overdue = sum(queue.open for queue in queues), sum(queue.overdue for queue in queues)
    if interrupted:
        details = f"{interrupted} cases were in flight when a process ended: clausewise decisions resume"
        yield CheckResult("decision log", HealthStatus.WARNING, details)
    elif overdue:
        details = f"{overdue} of {waiting} jobs of the review queue are overdue: GET /v1/jobs?overdue=true lists them"
        yield CheckResult("decision log", HealthStatus.WARNING, details)
    else:
        waits = f"; {waiting} jobs of the review queue wait" if waiting else ""
        size = f"{cached.answers:,} cached answers of models, {cached.characters / 1e6:.1f} MB"
        yield CheckResult("decision log", HealthStatus.OK, f"can be opened; {size}{waits}")


def _check_signals(settings: Settings) -> Iterator[CheckResult]:
    source = build_signals(settings)
    reading = source.read(UNKNOWN_CREATOR)
    if reading.condition is SignalCondition.UNREACHABLE:
        advice = "check CLAUSEWISE_SIGNALS_URL and CLAUSEWISE_SIGNALS_TOKEN; consequences are not determined until then"
        yield CheckResult(
            "signals", HealthStatus.FAILED, f"{source.name} could not be reached ({reading.detail}): {advice}"
        )
    else:
        yield CheckResult("signals", HealthStatus.OK, f"{source.name} answers")


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


CHECKS: dict[str, Check] = {
    "corpus": _check_corpus,
    "index": _check_index,
    "languages": _check_languages,
    "decision log": _check_decision_log,
    "signals": _check_signals,
    "models": check_models,
}
