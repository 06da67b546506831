"""Reports of a day, computed once and read from files until the warehouse changes."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from domain.base import FrozenModel
from insights.metrics.registry import Registry
from warehouse.engines.base import Engine

Report = TypeVar("Report", bound=FrozenModel)
MAX_FILES = 500  # older ones are removed
KEY_CHARS = 32
REPORTS = 2  # raised when a report of the same state would say something else


@dataclass(frozen=True)
class Snapshots:
    """`state` is what the reports depend on: two equal ones give equal reports."""

    folder: Path
    state: str

    def get(self, name: str, kind: type[Report], compute: Callable[[], Report]) -> Report:
        """The stored report of this name, or the one that `compute` makes, which is stored. `name` says everything that
        was asked for, such as the metric and the day."""
        digest = hashlib.sha256(f"{self.state}\n{kind.__name__}\n{name}".encode()).hexdigest()[:KEY_CHARS]
        path = self.folder / f"{digest}.json"
        stored = _read(path, kind)
        if stored is not None:
            return stored
        report = compute()
        self._write(path, report.model_dump_json())
        return report

    def _write(self, path: Path, text: str) -> None:
        """Another process never reads a part. A folder that cannot be written costs time, and no report."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(path)
            files = sorted(self.folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
            for old in files[:-MAX_FILES]:
                old.unlink(missing_ok=True)
        except OSError:
            return


def state_of(engine: Engine, registry: Registry) -> str:
    """Changes with each load, each run of the daily jobs, each new note or hit, and each change of a metric."""
    counts = engine.rows(
        "SELECT (SELECT MAX(load_no) FROM loaded_days), (SELECT COUNT(*) FROM job_days), "
        "(SELECT MAX(load_no) FROM job_days), "
        "(SELECT COUNT(*) FROM annotations), (SELECT COUNT(*) FROM strategy_hits)"
    )
    metrics = "".join(metric.model_dump_json() for metric in registry.metrics.values())
    return f"{REPORTS} {engine.location} {counts} {hashlib.sha256(metrics.encode()).hexdigest()}"


def _read(path: Path, kind: type[Report]) -> Report | None:
    """None if there is none, or one of another version."""
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
