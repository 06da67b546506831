"""A process that is killed between request and answer: the next run asks for what it sent."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.statement import StatementStatus
from store.decisions import open_store
from tests.api.statements.database_double import Handler, database_double
from tests.api.statements.test_submission import decide, statuses, submit

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
SENDER = """
import sys
sys.path.insert(0, sys.argv[3])
from tests.api.statements.test_submission import submit
from tests.api.statements.database_double import Double
from store.decisions import open_store
with open_store(sys.argv[1]) as store:
    submit(store, Double(url=sys.argv[2]), timeout=60.0)
"""


@pytest.mark.parametrize("is_stored", [True, False])
def test_killed_sender_neither_loses_nor_doubles(tmp_path: Path, is_stored: bool) -> None:
    url = f"sqlite:///{tmp_path}/decisions.db"
    with open_store(url) as store, database_double() as double:
        decide(store, 3)

        def kill(handler: Handler) -> bool:
            os.kill(sender.pid, signal.SIGKILL)
            sender.wait()
            return True

        (double.after if is_stored else double.faults).append(kill)
        sender = subprocess.Popen([sys.executable, "-c", SENDER, url, double.url, str(ROOT)], cwd=ROOT)
        assert sender.wait(60) == -signal.SIGKILL
        assert statuses(store) == {StatementStatus.SENDING}
        report = submit(store, double)
        assert (report.accepted, report.existing) == ((0, 3) if is_stored else (3, 0))
        assert len(double.stored) == 3
        assert statuses(store) == {StatementStatus.ACCEPTED}
