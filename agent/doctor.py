"""Looks at each part that a decision stands on, and says what to do about those that do not work."""

from collections.abc import Callable, Iterator

from agent.build import build_corpus, build_signals
from agent.model_checks import check_models
from agent.open_stores import build_library, build_store
from agent.settings import Settings
from agent.symptom import Health, Symptom
from domain.errors import InputError, OperationError
from domain.signals import SignalCondition
from policies.checks.check import check_library
from policies.checks.problem import Level

NOBODY = "clausewise-doctor"

Check = Callable[[Settings], Iterator[Symptom]]


def examine(settings: Settings, *, offline: bool = False) -> Iterator[Symptom]:
    """Part by part; `offline`: no server is asked."""
    for part, check in CHECKS.items():
        if offline and (part == "models" or (part == "signals" and settings.signals_url)):
            yield Symptom(part, Health.UNUSED, "not asked")
            continue
        try:
            yield from check(settings)
        except (InputError, OperationError) as error:
            yield Symptom(part, Health.BROKEN, str(error))


def _corpus(settings: Settings) -> Iterator[Symptom]:
    library = build_library(settings)
    problems = check_library(library)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    told = f"{library.name}: {len(library.clauses)} clauses, {errors} errors, {len(problems) - errors} warnings"
    if problems:
        yield Symptom(
            "corpus", Health.BROKEN if errors else Health.WARNING, f"{told}: clausewise policies check lists them"
        )
    else:
        yield Symptom("corpus", Health.FINE, told)


def _index(settings: Settings) -> Iterator[Symptom]:
    shelf = build_corpus(settings)
    precedents = len(shelf.precedents.precedents) if shelf.precedents else 0
    told = f"{len(shelf.index.matrix)} texts and {precedents} precedents by {shelf.embedder.name}"
    yield Symptom("index", Health.FINE, told)


def _store(settings: Settings) -> Iterator[Symptom]:
    with build_store(settings) as store:
        pending = len(store.in_flight.pending())
    if pending:
        told = f"{pending} cases were being decided when a process died: clausewise decisions resume"
        yield Symptom("record", Health.WARNING, told)
    else:
        yield Symptom("record", Health.FINE, "opens")


def _signals(settings: Settings) -> Iterator[Symptom]:
    source = build_signals(settings)
    reading = source.read(NOBODY)
    if reading.condition is SignalCondition.UNREACHABLE:
        cure = "see CLAUSEWISE_SIGNALS_URL and CLAUSEWISE_SIGNALS_TOKEN; consequences are withheld until then"
        yield Symptom("signals", Health.BROKEN, f"{source.name} could not be reached ({reading.detail}): {cure}")
    else:
        yield Symptom("signals", Health.FINE, f"{source.name} answers")


CHECKS: dict[str, Check] = {
    "corpus": _corpus,
    "index": _index,
    "record": _store,
    "signals": _signals,
    "models": check_models,
}
