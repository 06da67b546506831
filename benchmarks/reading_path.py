"""The project files that a warm `adjudicate --judge local` enters, in call order: `python -m benchmarks.reading_path`.

A file counts if one of its functions runs outside an import. `python -m benchmarks.reading_path TREE PYTHON` counts
another tree, with its own interpreter, beside this one.
"""

import inspect
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
CASE = Path("examples") / "turmeric.yaml"
DECIDE = ("agent/adjudicator.py", "decide")
MAX_FILES = 30


@dataclass(frozen=True)
class ReadingPath:
    """Paths relative to the tree: entered by the command in call order, entered while the adjudicator decides, and
    imported."""

    entered: tuple[str, ...]
    deciding: tuple[str, ...]
    imported: tuple[str, ...]


def main(*trees: tuple[Path, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    measured = {str(tree): reading_path(tree, python) for tree, python in (*trees, (ROOT, sys.executable))}
    table = Table("tree", "files entered", "outside domain/", "while deciding", "at most", "files imported")
    for tree, path in measured.items():
        console.print(f"\n{tree} (* while deciding)", markup=False, highlight=False)
        for number, name in enumerate(path.entered, 1):
            console.print(f"{number:4} {'*' if name in path.deciding else ' '} {name}", markup=False, highlight=False)
        outside = [name for name in path.entered if not name.startswith("domain/")]
        counts = (len(path.entered), len(outside), len(path.deciding), MAX_FILES, len(path.imported))
        table.add_row(tree, *map(str, counts))
    console.print(table)


def reading_path(tree: Path, python: str) -> ReadingPath:
    """Runs the command twice and probes the second, warm run. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "files.json"
        environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(Path(folder) / "data")}
        command = [python, str(Path(__file__).resolve()), "--probe", str(out), "adjudicate", str(CASE)]
        for _ in range(2):
            subprocess.run(
                [*command, "--judge", "local"], cwd=tree, env=environment, stdout=subprocess.DEVNULL, check=True
            )
        files = json.loads(out.read_text())
    return ReadingPath(*(tuple(files[name]) for name in ("entered", "deciding", "imported")))


class Probe:
    """A profile function that records the project files of the functions that run."""

    def __init__(self, tree: Path) -> None:
        self._prefix = f"{tree}{os.sep}"
        self._imports = threading.local()
        self._decisions = 0
        self.entered: dict[str, None] = {}
        self.deciding: dict[str, None] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        name = self.project_file(code.co_filename)
        step = {"call": 1, "return": -1}.get(event, 0)
        if code.co_name == "<module>":
            self._imports.depth = getattr(self._imports, "depth", 0) + step
        elif name is not None and (name, code.co_name) == DECIDE:
            self._decisions += step
        is_function = bool(code.co_flags & inspect.CO_OPTIMIZED)  # the bodies of modules and classes are none
        if event == "call" and is_function and name is not None and not getattr(self._imports, "depth", 0):
            self.entered.setdefault(name)
            if self._decisions:
                self.deciding.setdefault(name)

    def project_file(self, path: str | None) -> str | None:
        """Its path in the tree; None for files of other projects, and for code without a source file."""
        if path is None or not path.startswith(self._prefix) or not path.endswith(".py") or path == __file__:
            return None
        return path.removeprefix(self._prefix)


def probe(out: Path, arguments: Sequence[str]) -> None:
    """Runs the command line of the tree in the current folder, and writes the files that it enters and imports."""
    sys.path[0] = os.getcwd()
    sys.argv = ["clausewise", *arguments]
    recorder = Probe(Path.cwd().resolve())
    from clausewise import app

    threading.setprofile(recorder)
    sys.setprofile(recorder)
    try:
        app()
    finally:
        sys.setprofile(None)
        modules = [recorder.project_file(getattr(module, "__file__", None)) for module in list(sys.modules.values())]
        imported = sorted(name for name in modules if name is not None)
        files = {"entered": [*recorder.entered], "deciding": [*recorder.deciding], "imported": imported}
        out.write_text(json.dumps(files))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(Path(sys.argv[2]), sys.argv[3:])
    elif len(sys.argv) == 3:
        main((Path(sys.argv[1]).resolve(), sys.argv[2]))
    else:
        main()
