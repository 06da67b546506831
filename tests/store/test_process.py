import os
import subprocess
import sys
from dataclasses import replace

from store.process import this_process


def test_a_process_that_runs_has_not_died() -> None:
    assert not this_process().has_died()
    assert not replace(this_process(), pid=os.getppid()).has_died()


def test_a_process_that_has_ended_has_died() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert replace(this_process(), pid=ended.pid).has_died()


def test_an_earlier_process_of_our_number_has_died() -> None:
    assert replace(this_process(), life="an earlier one").has_died()


def test_nobody_here_knows_of_another_host() -> None:
    assert not replace(this_process(), host="elsewhere", pid=2**22 + 1).has_died()
