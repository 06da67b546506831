"""The other process: it ends in time, reads nothing else, reaches nobody, and its answer or error comes back."""

import socket
import subprocess
import time
from pathlib import Path

import pytest

from policies.importer.errors import Unreadable
from policies.importer.sandbox import guarded

pytestmark = pytest.mark.slow


def upper(content: bytes) -> str:
    return content.decode().upper()


def sleep(content: bytes) -> None:
    time.sleep(60)


def read(content: bytes) -> bytes:
    return Path(content.decode()).read_bytes()


def connect(content: bytes) -> None:
    socket.create_connection(("127.0.0.1", 9))


def start(content: bytes) -> None:
    subprocess.run(["true"], check=True)


def die(content: bytes) -> None:
    import os

    os._exit(3)


def test_the_answer_comes_back() -> None:
    assert guarded(upper, b"law") == "LAW"


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(Unreadable, match="took longer than 1 s: cut it into parts"):
        guarded(sleep, b"", longest_s=1)


def test_a_process_that_dies_is_told_of() -> None:
    with pytest.raises(Unreadable, match="broke off"):
        guarded(die, b"")


@pytest.mark.parametrize(
    ("work", "told"),
    [(connect, "the converter wanted socket"), (start, "the converter wanted subprocess.Popen")],
)
def test_nobody_is_reached_and_nothing_started(work: object, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        guarded(work, b"")  # type: ignore[arg-type]


def test_no_other_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(Unreadable, match="which is not the document"):
        guarded(read, str(tmp_path / "secret").encode())
