import re
from pathlib import Path

from tests.cli.conftest import Run


def test_only_what_is_new_is_embedded(run: Run, here: Path) -> None:
    assert told(run) == ("5 clauses in 59 texts: 0 embedded, 59 known already", str(here / "data"))
    law = here / "corpus" / "claims.md"
    law.write_text(law.read_text().replace("ninety crowns", "eighty crowns"))
    assert told(run) == ("5 clauses in 59 texts: 1 embedded, 58 known already", str(here / "data"))


def told(run: Run) -> tuple[str, str]:
    ran = run("index")
    assert (ran.exit_code, ran.stderr) == (0, "")
    counted, took, place = ran.stdout.strip().split("; ")
    assert re.fullmatch(r"\d+\.\d s", took)
    return counted, place
