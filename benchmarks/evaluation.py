"""Ten thousand short cases decided, scored and reported by two processes: `python -m benchmarks.evaluation`."""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.open_stores import build_library
from agent.settings import read_settings
from benchmarks.clock import seconds
from domain.clause import ClauseKind
from eval.metrics.summary import summarise
from eval.runs.summary_file import read_rows

CASES, SEED, WORDS = 10_000, 7, 12
MEGABYTE = 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("deciding 10,000 cases"):
        home, data, out = (Path(folder) / name for name in ("home", "data", "run"))
        _write(data, home)
        command = [sys.executable, "-c", "from clausewise import app; app()", "eval", "run", str(data)]
        command += ["--judge", "local", "--processes", "2", "--out", str(out)]
        environment = os.environ | {"CLAUSEWISE_DATA_DIR": str(home)}
        wall = seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
        rows = read_rows(out)
        figures = seconds(lambda: summarise(rows, "bench", "local"))
        page = (out / "report.html").stat().st_size / 1e6
    table = Table("what", "measured", "at most", title=f"{CASES:,} short cases")
    table.add_row("decided, scored and reported, s", f"{wall:.0f}", "90")
    table.add_row("peak memory of the largest process, MB", f"{peak:.0f}", "1000")
    table.add_row("statistics with 2,000 bootstrap samples, s", f"{figures:.1f}", "10")
    table.add_row("the page, MB", f"{page:.2f}", "5")
    Console().print(table)


def _write(data: Path, home: Path) -> None:
    """The corpus's own examples cut short: how they are decided says nothing, how fast they are does."""
    library = build_library(read_settings(data_dir=home))
    rules = [clause for clause in library.clauses if clause.kind is ClauseKind.RULE]
    texts = [(text, clause.id) for clause in rules for text in clause.violating_examples]
    texts += [(text, "") for clause in rules for text in clause.compliant_examples]
    drawn = random.Random(SEED).choices(texts, k=CASES)
    data.mkdir()
    (data / "dataset.toml").write_text('name = "bench"\nprotocol = "cases"\nlicence = "-"\nattribution = "-"\n')
    (data / "cases.jsonl").write_text("".join(map(_line, range(CASES), *zip(*drawn, strict=True))), encoding="utf-8")


def _line(number: int, text: str, clause: str) -> str:
    gold = {"outcome": "violation", "violated": [clause]} if clause else {"outcome": "no_violation"}
    item = {"id": "post", "text": " ".join(text.split()[:WORDS])}
    case = {"market": "US", "language": "en", "content_date": "2026-09-14", "content": [item]}
    return json.dumps({"id": f"b{number}", "case": case, "gold": gold}) + "\n"


if __name__ == "__main__":
    main()
