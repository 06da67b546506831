import re
from pathlib import Path

from tests.cli.conftest import Run


def test_only_new_texts_are_embedded(run: Run, workspace: Path) -> None:
    assert indexed(run) == ("5 clauses, 59 texts: 0 embedded, 59 cached", str(workspace / "data"))
    policy = workspace / "corpus" / "claims.md"
    policy.write_text(policy.read_text().replace("ninety crowns", "eighty crowns"))
    assert indexed(run) == ("5 clauses, 59 texts: 1 embedded, 58 cached", str(workspace / "data"))


def indexed(run: Run) -> tuple[str, str]:
    ran = run("index")
    assert (ran.exit_code, ran.stderr) == (0, "")
    counts, duration, folder = ran.stdout.strip().split("; ")
    assert re.fullmatch(r"\d+\.\d s", duration)
    return counts, folder
