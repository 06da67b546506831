"""Checks each component that a decision needs, and says how to repair those that do not work."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from agent.build import build_corpus
from agent.build_signals import build_signals
from agent.doctor.check_result import CheckResult, HealthStatus
from agent.doctor.models import check_models
from agent.evidence.media.opening import open_media_reader
from agent.evidence.media.reader import missing_for_videos
from agent.open_stores import open_decision_store, open_library
from agent.queues.rules_file import BUNDLED_RULES, read_routing_rules
from agent.settings import Settings
from domain.errors import InputError, OperationError
from domain.signals import SignalCondition
from policies.checks.check import check_library
from policies.checks.problem import Level
from retrieval.multilingual_e5 import MultilingualE5, is_installed, why_unavailable
from store.media_bank.bank import MediaBank

UNKNOWN_CREATOR = "clausewise-doctor"


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
    levels = [problem.level for problem in check_library(library)]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    details = f"{library.name}: {len(library.clauses)} clauses, {errors} errors, {warnings} warnings"
    if errors or warnings:
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


def _check_media(settings: Settings) -> Iterator[CheckResult]:
    """What of pictures, videos and sound is read, and the bank that they are searched in."""
    with open_decision_store(settings) as store:
        bank = f"the bank of confirmed violations has {MediaBank(store.database).count():,} entries"
    reader = open_media_reader(settings)
    sound = None if reader.transcriber else "to read speech, set CLAUSEWISE_MEDIA__TRANSCRIPTION_URL"
    advice = [one for one in (reader.texts.missing, missing_for_videos(), sound) if one is not None]
    if reader.texts.missing is not None:
        yield CheckResult("media", HealthStatus.UNUSED, "; ".join((*advice, bank)))
    else:
        yield CheckResult("media", HealthStatus.OK, "; ".join(("text in pictures is read", *advice, bank)))


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


CHECKS: dict[str, Check] = {
    "corpus": _check_corpus,
    "index": _check_index,
    "languages": _check_languages,
    "decision log": _check_decision_log,
    "media": _check_media,
    "signals": _check_signals,
    "models": check_models,
}
