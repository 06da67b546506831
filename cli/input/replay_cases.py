"""Past cases to decide again: those of the record, or those of a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.backtest.backtest import Failed
from agent.backtest.policy_version import Past
from cli.input.case_file import CaseFileError, case_of, read_case
from domain.errors import OperationError

if TYPE_CHECKING:
    from store.decisions import DecisionStore


@dataclass(frozen=True)
class Pasts:
    """`total` is how many there are, `each` gives them one by one."""

    total: int
    each: Iterator[Past | Failed]


def of_record(store: "DecisionStore", limit: int) -> Pasts:
    """The newest decisions on record, each by the law, the day and the creator's signals of then."""
    ids = [summary.decision_id for summary in store.list(limit)]
    return Pasts(len(ids), (_recorded(store, decision_id) for decision_id in ids))


def of_file(path: Path, limit: int, max_chars: int) -> Pasts:
    """The case of a YAML or JSON file, or those of a file with a case a line."""
    if path.suffix.lower() != ".jsonl":
        return Pasts(1, iter((Past(path.name, read_case(path, max_chars)),)))
    try:
        with path.open("rb") as lines:
            total = sum(1 for line in lines if line.strip())
    except OSError as error:
        raise CaseFileError(f"{path}: {error.strerror}: give the path of a case, or of a .jsonl of cases") from error
    return Pasts(min(total, limit), islice(_of_lines(path, max_chars), limit))


def _recorded(store: "DecisionStore", decision_id: str) -> Past | Failed:
    try:
        record = store.get(decision_id)
    except OperationError as error:
        return Failed(decision_id, str(error))
    if record is None:
        return Failed(decision_id, "it went from the record meanwhile: run it again")
    decision = record.decision
    return Past(decision_id, record.case, decision.trace.as_of, decision.evidence.signals, decision.verdict.outcome)


def _of_lines(path: Path, max_chars: int) -> Iterator[Past | Failed]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _of_line(f"{path.name}:{number}", line, max_chars)


def _of_line(name: str, line: bytes, max_chars: int) -> Past | Failed:
    try:
        return Past(name, case_of({"id": name, **_fields(json.loads(line))}, name, max_chars))
    except CaseFileError as error:
        return Failed(name, str(error).replace(f"{name}: ", ""))
    except ValueError as error:
        return Failed(name, f"broken JSON, {error}: write one object a line")


def _fields(raw: Any) -> dict[str, Any]:
    """The fields of a case; of a labelled case's line, those of the case and the line's id, without the labels."""
    if not isinstance(raw, dict):
        raise CaseFileError("no case: write one object a line")
    labelled = raw.get("case")
    return {**{name: raw[name] for name in ("id",) if name in raw}, **labelled} if isinstance(labelled, dict) else raw
