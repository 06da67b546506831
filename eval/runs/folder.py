"""The folder of a run: its manifest, and its results, appended one complete line at a time."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from domain.errors import InputError
from eval.report.figures import Report
from eval.runs.manifest import RunManifest
from eval.runs.result import Result
from eval.validation_messages import validation_messages

MANIFEST, RESULTS, REPORT, JUNIT, PAGE = "manifest.json", "results.jsonl", "report.json", "junit.xml", "report.html"


class RunError(InputError):
    """The folder has no readable run, or another run. The message says what to do."""


@dataclass(frozen=True)
class RunFolder:
    path: Path

    def start_or_resume(self, manifest: RunManifest) -> None:
        """Creates the folder, or prepares an interrupted run of the same manifest to be resumed. Raises RunError where
        the folder has another run."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / MANIFEST
        if not file.exists():
            file.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
            return
        differences = sorted(self.manifest().differences(manifest))
        if differences:
            what = ", ".join(differences)
            raise RunError(f"{self.path} has a run with another {what}: name another --out, or delete it")
        self._drop_incomplete_line()

    def manifest(self) -> RunManifest:
        """Raises RunError."""
        try:
            return RunManifest.model_validate_json((self.path / MANIFEST).read_bytes())
        except OSError as error:
            message = f"{self.path / MANIFEST}: {error.strerror}"
            raise RunError(f"{message}; a run is a folder made by clausewise eval run") from error
        except ValidationError as error:
            message = f"{self.path / MANIFEST}: {next(validation_messages(error))}"
            raise RunError(f"{message}; run clausewise eval run again") from error

    def report(self) -> Report:
        """Raises RunError."""
        try:
            return Report.model_validate_json((self.path / REPORT).read_bytes())
        except OSError as error:
            message = f"{self.path / REPORT}: {error.strerror}"
            raise RunError(f"{message}; name a folder in which clausewise eval run came to its end") from error
        except ValidationError as error:
            message = f"{self.path / REPORT}: {next(validation_messages(error))}"
            raise RunError(f"{message}; run clausewise eval run again") from error

    def dataset_errors(self) -> int:
        """As the report says; 0 before there is one. Raises RunError."""
        return self.report().dataset_errors if (self.path / REPORT).exists() else 0

    def results(self) -> Iterator[Result]:
        """In the order of completion, one at a time, because each contains a complete decision. Raises RunError."""
        if (self.path / RESULTS).exists():
            with (self.path / RESULTS).open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    yield self._parse(number, line)

    def append(self, line: bytes) -> None:
        """A result as JSON, without the end of line."""
        with (self.path / RESULTS).open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def write(self, name: str, content: str) -> None:
        """Replaces the file atomically."""
        new = self.path / f"{name}.new"
        new.write_text(content, encoding="utf-8")
        new.replace(self.path / name)

    def _parse(self, number: int, line: bytes) -> Result:
        try:
            return Result.model_validate_json(line)
        except ValidationError as error:
            place = f"{self.path / RESULTS}:{number}"
            remedy = "delete the line, or run clausewise eval run again if another version wrote it"
            raise RunError(f"{place}: {next(validation_messages(error))}; {remedy}") from error

    def _drop_incomplete_line(self) -> None:
        """Truncates the results after the last complete line: a kill may have cut one off."""
        file = self.path / RESULTS
        if file.exists():
            content = file.read_bytes()
            complete = content[: content.rfind(b"\n") + 1]
            if len(complete) < len(content):
                file.write_bytes(complete)
