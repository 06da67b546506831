"""The names of the models that a server lists, and what an error about a model should say of them."""

import time
from collections.abc import Callable, Collection
from threading import Lock
from typing import Any

from llm.errors import LlmError, LlmErrorKind

MAX_SECONDS = 10.0  # of the request for the list
CACHED_FOR_S = 300.0
MAX_NAMED = 8
MAX_NAME_CHARS = 80
PERHAPS_UNKNOWN = (LlmErrorKind.REJECTED, LlmErrorKind.ENDPOINT_MISSING)


def listed_names(body: Any) -> tuple[str, ...]:
    """The names in OpenAI's list, or in the lists of other servers. Raises ValueError if the body is no list."""
    entries = (
        next((body[name] for name in ("data", "models") if name in body), None) if isinstance(body, dict) else body
    )
    if not isinstance(entries, list):
        raise ValueError("no list of models")
    return tuple(name[:MAX_NAME_CHARS] for name in map(_name, entries) if name)


def _name(entry: Any) -> str:
    if isinstance(entry, dict):
        entry = next((entry[field] for field in ("id", "name", "model") if isinstance(entry.get(field), str)), "")
    return " ".join(entry.split()) if isinstance(entry, str) else ""


def is_listed(model: str, names: Collection[str]) -> bool:
    """Ollama leaves out `:latest`, and Gemini puts `models/` before each name."""
    return any(name.removeprefix("models/").removesuffix(":latest") == model.removesuffix(":latest") for name in names)


def named(names: Collection[str]) -> str:
    """`a, b and 4 more`."""
    more = len(names) - MAX_NAMED
    return ", ".join([*names][:MAX_NAMED]) + (f" and {more} more" if more > 0 else "") if names else "none"


class ModelNames:
    """Asks the server for its list when a request failed, at most every CACHED_FOR_S. All cases of the process share
    it."""

    def __init__(self, ask: Callable[[], tuple[str, ...]], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = Lock()
        self._cached: tuple[float, tuple[str, ...] | None] | None = None

    def explain(self, error: LlmError, model: str, setting: str) -> LlmError:
        """The error with the models that the server has, if the model is unknown. A rejected request is about an
        unknown model, too, if the server lists others: not every provider says so."""
        if error.kind is not LlmErrorKind.UNKNOWN_MODEL and error.kind not in PERHAPS_UNKNOWN:
            return error
        names = self._names()
        if names and not is_listed(model, names):
            return LlmError(
                LlmErrorKind.UNKNOWN_MODEL, f"{error}; it has {named(names)}, and no {model}: set {setting}"
            )
        if error.kind is not LlmErrorKind.UNKNOWN_MODEL:
            return error
        has = "it lists the model, but does not serve it" if names else "it does not list its models"
        return LlmError(error.kind, f"{error}; {has}: set {setting} to a model that it has instead of {model}")

    def _names(self) -> tuple[str, ...] | None:
        """None if the server does not say."""
        with self._lock:
            if self._cached is None or self._clock() - self._cached[0] >= CACHED_FOR_S:
                self._cached = (self._clock(), self._ask_or_none())
            return self._cached[1]

    def _ask_or_none(self) -> tuple[str, ...] | None:
        try:
            return self._ask()
        except LlmError:
            return None
