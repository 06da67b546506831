"""An evaluation of ten thousand short cases in two processes: `python -m benchmarks.evaluation`."""

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

from agent.open_stores import open_library
from agent.settings import read_settings
from benchmarks.timing import elapsed_seconds
from domain.clause import ClauseKind
from eval.metrics.summary import summarise
from eval.runs.summary_rows import read_rows

CASES, SEED, WORDS = 10_000, 7, 12
MAXRSS_UNITS_PER_MB = 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("deciding 10,000 cases"):
        home, data, out = (Path(folder) / name for name in ("home", "data", "run"))
        _write_dataset(data, home)
        command = [sys.executable, "-c", "from clausewise import app; app()", "eval", "run", str(data)]
        command += ["--judge", "local", "--processes", "2", "--out", str(out)]
        environment = os.environ | {"CLAUSEWISE_DATA_DIR": str(home)}
        run = elapsed_seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MAXRSS_UNITS_PER_MB
        rows = read_rows(out)
        metrics = elapsed_seconds(lambda: summarise(rows, "bench", "local"))
        page = (out / "report.html").stat().st_size / 1e6
    table = Table("evaluation", "measured", "at most", title=f"{CASES:,} short cases")
    table.add_row("decided, scored and reported, s", f"{run:.0f}", "90")
    table.add_row("peak memory of the largest process, MB", f"{peak:.0f}", "1000")
    table.add_row("metrics with 2,000 bootstrap samples, s", f"{metrics:.1f}", "10")
    table.add_row("report.html, MB", f"{page:.2f}", "5")
    Console().print(table)


def _write_dataset(data: Path, home: Path) -> None:
    """Shortened examples of the corpus: their outcomes mean nothing, only their speed does."""
    library = open_library(read_settings(data_dir=home))
    rules = [clause for clause in library.post_clauses if clause.kind is ClauseKind.RULE]
    texts = [(text, clause.id) for clause in rules for text in clause.violating_examples]
    texts += [(text, "") for clause in rules for text in clause.compliant_examples]
    sample = random.Random(SEED).choices(texts, k=CASES)
    data.mkdir()
    (data / "dataset.toml").write_text('name = "bench"\nprotocol = "cases"\nlicence = "-"\nattribution = "-"\n')
    lines = (_line(number, text, clause_id) for number, (text, clause_id) in enumerate(sample))
    (data / "cases.jsonl").write_text("".join(lines), encoding="utf-8")


def _line(number: int, text: str, clause_id: str) -> str:
    """`clause_id` is the violated clause; empty for a compliant case."""
    gold = {"outcome": "violation", "violated": [clause_id]} if clause_id else {"outcome": "no_violation"}
    item = {"id": "post", "text": " ".join(text.split()[:WORDS])}
    case = {"market": "US", "language": "en", "content_date": "2026-09-14", "content": [item]}
    return json.dumps({"id": f"b{number}", "case": case, "gold": gold}) + "\n"


if __name__ == "__main__":
    main()
