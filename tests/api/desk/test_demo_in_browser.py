"""The path of a newcomer: `clausewise serve --demo`, every example case reviewed by keyboard, and what shows it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli.demo import MARKER
from tests.api.desk.chromium import open_browser, open_page, press, start_reviewing, title, wait_for_next
from tests.api.processes import ROOT, ServiceProcess, service_processes

pytestmark = pytest.mark.slow
KEYS = {"violation": ("u", "1"), "no violation": ("u", "1"), "needs review": ("o", "1")}
BANNER = "Demo data: these posts and creators are invented"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ServiceProcess]:
    """Its settings name other policies, a webhook and a model, none of which it may use."""
    settings = {
        "CLAUSEWISE_LLM__BASE_URL": "http://127.0.0.1:9/v1",
        "CLAUSEWISE_LLM__API_KEY": "key",
        "CLAUSEWISE_MESSAGES__WEBHOOK_URL": "https://receiver.example/letters",
        "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS": json.dumps(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]),
        "CLAUSEWISE_MESSAGES__RELEASE_FROM_PRECISION": "always",
    }
    with service_processes("sqlite", tmp_path, settings=settings) as (process,):
        process.options = ("--demo",)
        process.start()
        yield process


def clausewise(folder: Path, *argv: str) -> str:
    command = [sys.executable, "-c", "from clausewise import app; app()", *argv]
    environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(folder)}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_newcomer_reviews_all_examples_by_keyboard(demo: ServiceProcess, tmp_path: Path) -> None:
    home = Path(demo.environment["CLAUSEWISE_DATA_DIR"])
    printed = " ".join((home / f"{demo.port}.log").read_text(encoding="utf-8").split())
    assert "Demo data: 12 example cases were decided in" in printed
    assert f"The desk: http://127.0.0.1:{demo.port}/desk" in printed
    with open_browser() as browser, open_page(browser, demo.port) as page:
        start_reviewing(page)
        for left in range(12, 0, -1):
            assert page.inner_text(".demo").startswith(BANNER)
            before = title(page)
            press(page, *next(keys for outcome, keys in KEYS.items() if before.endswith(outcome)))
            wait_for_next(page, before)
            assert (title(page) == "No more jobs for you") == (left == 1)
        page.wait_for_load_state("networkidle")
        for address in ("/desk/queue", "/desk/policies", "/desk/preferences", "/desk/sign-in", "/desk/nowhere"):
            page.goto(address)
            assert page.inner_text(".demo").startswith(BANNER), address
    assert demo.client.get("/v1/jobs").json()["items"] == []
    decisions = demo.client.get("/v1/decisions?limit=50").json()["items"]
    assert len(decisions) == 12
    for decision in decisions:
        (review,) = demo.client.get(f"/v1/decisions/{decision['decision_id']}/reviews").json()["items"]
        assert review["reviewer"] == "local user"
    demo.close()
    folder = home / "demo"
    assert (folder / MARKER).is_file()
    assert not (home / "clausewise.db").exists()
    check_what_is_left(folder, tmp_path / "reviews")
    del demo.client
    demo.start()
    assert len(demo.client.get("/v1/decisions?limit=50").json()["items"]) == 12  # decided once


def check_what_is_left(folder: Path, out: Path) -> None:
    """Letters, the ledger of violations, the audit log, and the dataset of reviews."""
    with closing(sqlite3.connect(folder / "clausewise.db")) as database:
        ledger = {clause for (clause,) in database.execute("SELECT clause_id FROM violations WHERE active")}
        letters = dict(database.execute("SELECT status, count(*) FROM outbox GROUP BY status"))
    assert {"HLT-2.1", "OFF-1.1", "OFF-1.2", "LIV-1.1", "PRC-1.3"} <= ledger
    assert letters.get("held", 0) == 0
    assert sum(letters.values()) >= len(ledger)
    audit = clausewise(folder, "audit", "list")
    assert audit.count('"action": "review.') == 12
    assert "12 decisions as logged" in clausewise(folder, "audit", "verify")
    clausewise(folder, "eval", "export-reviews", "--out", str(out))
    assert len((out / "cases.jsonl").read_text(encoding="utf-8").splitlines()) == 12
