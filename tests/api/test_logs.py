"""Log records of libraries: in our form, without their messages."""

import subprocess
import sys

CONTENT = "unmistakable words of a creator"
SCRIPT = f"""
import logging, threading
from api.logs import set_up_logs
set_up_logs()
try:
    raise ZeroDivisionError("{CONTENT}")
except ZeroDivisionError:
    logging.getLogger("sqlalchemy").exception("{CONTENT}")
def fail():
    raise LookupError("{CONTENT}")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
"""


def test_messages_of_libraries_are_not_logged() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert "unmistakable" not in ran.stdout + ran.stderr
    first, second = ran.stderr.splitlines()
    assert '"logger": "sqlalchemy"' in first
    assert "ZeroDivisionError" in first
    assert "LookupError" in second
