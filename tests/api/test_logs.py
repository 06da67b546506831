"""What libraries log: told in our form, without their words."""

import subprocess
import sys

WORDS = "unmistakable words of a creator"
SAID = f"""
import logging, threading
from api.logs import set_up_logs
set_up_logs()
try:
    raise ZeroDivisionError("{WORDS}")
except ZeroDivisionError:
    logging.getLogger("sqlalchemy").exception("{WORDS}")
def broken():
    raise LookupError("{WORDS}")
thread = threading.Thread(target=broken)
thread.start()
thread.join()
"""


def test_a_library_s_words_are_not_repeated() -> None:
    ran = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True)
    assert "unmistakable" not in ran.stdout + ran.stderr
    first, second = ran.stderr.splitlines()
    assert '"logger": "sqlalchemy"' in first
    assert "ZeroDivisionError" in first
    assert "LookupError" in second
