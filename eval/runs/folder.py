"""The folder of a run: its manifest, and its results, appended a whole line at a time so that a kill loses none."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from domain.errors import InputError
from eval.runs.manifest import RunManifest
from eval.runs.result import Result

MANIFEST, RESULTS, REPORT, JUNIT, PAGE = "manifest.json", "results.jsonl", "report.json", "junit.xml", "report.html"


class RunError(InputError):
    """The folder holds no run, or another one; the message says what to do."""


@dataclass(frozen=True)
class RunFolder:
    path: Path

    def begin(self, manifest: RunManifest) -> None:
        """Lays the folder out, or makes what was done before of this very run ready to go on: a line that a kill tore
        is dropped. Raises RunError where the folder holds a run of something else."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / MANIFEST
        if not file.exists():
            file.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
            return
        before = self.manifest()
        if not before.same(manifest):
            what = ", ".join(sorted(before.differences(manifest)))
            raise RunError(f"{self.path} holds a run with another {what}: name another --out, or delete it")
        self._mend()

    def manifest(self) -> RunManifest:
        return RunManifest.model_validate_json(self._read(MANIFEST))

    def results(self) -> Iterator[Result]:
        """In the order in which they were done, one at a time, since each holds a whole decision."""
        if (self.path / RESULTS).exists():
            with (self.path / RESULTS).open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    yield self._result(number, line)

    def append(self, line: bytes) -> None:
        """A result as JSON, without the end of line."""
        with (self.path / RESULTS).open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _result(self, number: int, line: str) -> Result:
        try:
            return Result.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"]))
            raise RunError(f"{self.path / RESULTS}:{number}: {place}: {fault['msg']}; delete the line") from error

    def _mend(self) -> None:
        """Cuts off what comes after the last whole line."""
        file = self.path / RESULTS
        if file.exists():
            content = file.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                file.write_bytes(whole)

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except OSError as error:
            told = f"{self.path / name}: {error.strerror}"
            raise RunError(f"{told}; a run is a folder made by clausewise eval run") from error

    def write(self, name: str, content: str) -> None:
        """Whole or not at all."""
        new = self.path / f"{name}.new"
        new.write_text(content, encoding="utf-8")
        new.replace(self.path / name)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
