"""Asks the model server what a case would: which models it has, a short question to each, and what that costs."""

from collections.abc import Iterator

from pydantic import BaseModel

from agent.settings import Settings
from agent.symptom import Health, Symptom
from llm.errors import Failing, LlmError
from llm.lazy_server import LazyServer
from llm.options import LlmOptions
from llm.predicate import Predicate

SYSTEM = "You answer a question of one word, to show that you can be reached."
USER = "Is water wet?"


class Wet(BaseModel):
    wet: bool


def check_models(settings: Settings) -> Iterator[Symptom]:
    options = settings.llm
    if not options.configured:
        told = "none is set, the embedded judge decides: give OPENAI_API_KEY or OPENAI_BASE_URL for more"
        yield Symptom("models", Health.UNUSED, told)
        return
    models = LazyServer(options)
    try:
        yield from _offered(models, options)
        yield from _chat(models, options)
        yield from _decisions(models, options)
        yield from _prices(options)
    finally:
        models.close()


def _offered(models: LazyServer, options: LlmOptions) -> Iterator[Symptom]:
    """Raises `LlmError` where nobody can be asked at all, for then all else fails too."""
    try:
        names = models.offered()
    except LlmError as error:
        if error.kind in (Failing.UNAUTHORISED, Failing.UNREACHABLE, Failing.TIMED_OUT):
            raise
        yield Symptom("server", Health.WARNING, f"{options.address} does not list its models ({error})")
        return
    missing = [name for name in _named(options) if name not in names]
    if not missing:
        yield Symptom("server", Health.FINE, f"{options.address} has {', '.join(_named(options))}")
    else:
        has = ", ".join(names[:8]) or "none"
        told = f"{options.address} does not list {', '.join(missing)}: it has {has}; set CLAUSEWISE_LLM__CHAT_MODEL"
        yield Symptom("server", Health.WARNING, f"{told} and CLAUSEWISE_LLM__DECISIONS_MODEL")


def _chat(models: LazyServer, options: LlmOptions) -> Iterator[Symptom]:
    session = models.open()
    try:
        session.ask(SYSTEM, USER, Wet)
    except LlmError as error:
        yield Symptom("chat", Health.BROKEN, str(error))
    else:
        yield Symptom("chat", Health.FINE, f"{options.chat_model} answers by {session.forms.now}")


def _decisions(models: LazyServer, options: LlmOptions) -> Iterator[Symptom]:
    if options.decisions_model is None:
        yield Symptom(
            "decisions", Health.UNUSED, "CLAUSEWISE_LLM__DECISIONS_MODEL is empty: the chat model judges alone"
        )
        return
    try:
        models.open().decide(SYSTEM, USER, (Predicate("wet", "Water is wet."),))
    except LlmError as error:
        lost = error.kind is Failing.NO_ENDPOINT
        yield Symptom("decisions", Health.WARNING if lost else Health.BROKEN, str(error))
    else:
        yield Symptom("decisions", Health.FINE, f"{options.decisions_model} answers")


def _prices(options: LlmOptions) -> Iterator[Symptom]:
    unpriced = [name for name in _named(options) if name not in options.prices]
    if not options.prices:
        yield Symptom("prices", Health.UNUSED, "CLAUSEWISE_LLM__PRICES is not set: decisions tell tokens and no cost")
    elif unpriced:
        told = f"CLAUSEWISE_LLM__PRICES has no price for {', '.join(unpriced)}: the cost of a decision will be unknown"
        yield Symptom("prices", Health.WARNING, told)
    else:
        yield Symptom("prices", Health.FINE, f"in {options.currency}")


def _named(options: LlmOptions) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (options.chat_model, options.decisions_model) if name))
