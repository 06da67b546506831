"""Refuses old and misspelt names of settings; the message gives the present name, the closest one, or the reason."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

PREFIX = "CLAUSEWISE_"
RENAMED = {
    "candidates": "max_candidate_rules",
    "signals_timeout": "signals_timeout_seconds",
    "thresholds.turn": "thresholds.violation",
    "llm.timeout": "llm.timeout_seconds",
    "llm.retries": "llm.max_retries",
    "llm.concurrency": "llm.max_concurrent_requests",
    "llm.asking": "llm.questions",
    "llm.answer_form": "llm.response_format",
    "llm.budget.calls": "llm.budget.max_requests",
    "llm.budget.tokens": "llm.budget.max_tokens",
    "llm.budget.seconds": "llm.budget.max_seconds",
    "messages.hold_from": "messages.hold_from_severity",
    "messages.timeout": "messages.webhook_timeout_seconds",
    "messages.most": "messages.max_per_window",
    "messages.per_hours": "messages.window_hours",
    "service.rate": "service.requests_per_second",
    "service.burst": "service.max_burst_requests",
    "service.body_seconds": "service.body_timeout_seconds",
    "service.body_rate": "service.min_body_bytes_per_second",
    "service.body_bytes": "service.max_body_bytes",
    "service.batch_bytes": "service.max_batch_bytes",
    "service.held_bytes": "service.max_total_body_bytes",
    "service.batch_cases": "service.max_batch_cases",
    "service.origins": "service.cors_origins",
    "service.workers": "service.batch_workers",
    "service.chunk": "service.batch_chunk_cases",
}
"""Old and new path of each setting that version 0.2.0 renamed."""
NO_BANDS = "the cascade asks the model about every candidate rule, and the local judge only where the model fails"
REMOVED = {f"llm.{name}": NO_BANDS for name in ("band", "band.low", "band.high", "local_band")}
REMOVED |= {"llm.local_band.low": NO_BANDS, "llm.local_band.high": NO_BANDS}
"""Path of each setting that version 0.3.0 removed, and why."""
RENAMED_VALUES = {"llm.questions": {"together": "all_clauses", "apart": "per_clause"}}
MIN_SIMILARITY = 0.7
"""A less similar variable is not a misspelt setting. Kubernetes sets CLAUSEWISE_SERVICE_HOST, for example."""


def renamed_problems(values: Mapping[str, Any]) -> Iterator[str]:
    """A message for every old name and every old value in the nested `values` of the settings."""
    for path, value in _leaves(values):
        if path in RENAMED:
            yield _renamed(path, RENAMED[path])
        elif path in REMOVED:
            yield f"{variable(path)} was removed: {REMOVED[path]}"
        elif str(value) in RENAMED_VALUES.get(path, {}):
            yield f"{variable(path)}: {value} was renamed to {RENAMED_VALUES[path][str(value)]}"


def misnamed_problems(variables: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A message for every environment variable at the top level that has an old name, or nearly the name of a setting
    (`known`, as paths)."""
    known = tuple(known)
    top_level = {path.partition(".")[0] for path in known}
    for name in variables:
        path = name.upper().removeprefix(PREFIX).lower().replace("__", ".")
        if not name.upper().startswith(PREFIX) or path.partition(".")[0] in top_level:
            continue
        closest = closest_setting(name, known)
        if path in RENAMED:
            yield _renamed(path, RENAMED[path])
        elif closest:
            yield f"{name} is not a setting: did you mean {closest}?"


def closest_setting(name: str, known: Iterable[str]) -> str | None:
    """The environment variable that is most similar to the variable `name`; None if none is similar."""
    suffixes = (variable(path).removeprefix(PREFIX) for path in known)
    closest = get_close_matches(name.upper().removeprefix(PREFIX), suffixes, n=1, cutoff=MIN_SIMILARITY)
    return f"{PREFIX}{closest[0]}" if closest else None


def variable(path: str) -> str:
    """The environment variable of a setting: `llm.timeout_seconds` is CLAUSEWISE_LLM__TIMEOUT_SECONDS."""
    return PREFIX + path.replace(".", "__").upper()


def _renamed(old: str, new: str) -> str:
    return f"{variable(old)} was renamed: set {variable(new)}"


def _leaves(values: Mapping[str, Any], parents: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        path = f"{parents}{name}"
        yield path, value
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}.")
