"""Log records of libraries: in our form, without their messages."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from time import sleep

from api.logs import BackgroundWriter

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


MANY_LINES = """
import structlog
from api.logs import set_up_logs
set_up_logs()
for number in range(20_000):
    structlog.get_logger().info("event", text="x" * 50)
"""


def test_disk_that_is_full_and_pipe_that_nobody_reads_stop_nothing() -> None:
    with open("/dev/full", "w") as full:
        assert subprocess.run([sys.executable, "-c", MANY_LINES], stderr=full, timeout=30, check=False).returncode == 0
    unread, pipe = os.pipe()
    try:
        assert subprocess.run([sys.executable, "-c", MANY_LINES], stderr=pipe, timeout=30, check=False).returncode == 0
    finally:
        os.close(unread)
        os.close(pipe)


def test_lost_lines_are_told_once_some_can_be_written() -> None:
    class Disk(StringIO):
        full = True

        def write(self, text: str) -> int:
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(text)

    disk = Disk()
    writer = BackgroundWriter(disk)
    for number in range(3):
        writer.msg(f"line {number}")
    wait_until(lambda: writer.lost == 3)
    disk.full = False
    writer.msg("line 3")
    writer.close()
    assert disk.getvalue().split() == ['{"event":', '"log', "lines", 'lost",', '"count":', "3}", "line", "3"]


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        sleep(0.01)
    raise AssertionError


def test_messages_of_libraries_are_not_logged() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert "unmistakable" not in ran.stdout + ran.stderr
    first, second = ran.stderr.splitlines()
    assert '"logger": "sqlalchemy"' in first
    assert "ZeroDivisionError" in first
    assert "LookupError" in second
