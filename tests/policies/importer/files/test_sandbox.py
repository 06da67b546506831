"""The sandbox limits time, files and network, and returns results and errors."""

import socket
import subprocess
import time
from pathlib import Path

import pytest

from policies.importer.files.formats import UnreadableDocument
from policies.importer.files.sandbox import refuse_other_files, run_sandboxed


def upper_case(content: bytes) -> str:
    return content.decode().upper()


def sleep(content: bytes) -> None:
    time.sleep(60)


def read(content: bytes) -> bytes:
    return Path(content.decode()).read_bytes()


def connect(content: bytes) -> None:
    socket.create_connection(("127.0.0.1", 9))


def start_subprocess(content: bytes) -> None:
    subprocess.run(["true"], check=True)


def end_process(content: bytes) -> None:
    import os

    os._exit(3)


@pytest.mark.slow
def test_result_is_returned() -> None:
    assert run_sandboxed(upper_case, b"text") == "TEXT"


@pytest.mark.slow
def test_slow_work_is_stopped() -> None:
    with pytest.raises(UnreadableDocument, match="took longer than 1 s: split it into parts"):
        run_sandboxed(sleep, b"", timeout_seconds=1)


@pytest.mark.slow
def test_process_that_ends_early_is_an_error() -> None:
    with pytest.raises(UnreadableDocument, match="stopped unexpectedly"):
        run_sandboxed(end_process, b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "message"),
    [(connect, "the converter tried socket"), (start_subprocess, "the converter tried subprocess.Popen")],
)
def test_network_and_subprocesses_are_refused(work: object, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        run_sandboxed(work, b"")  # type: ignore[arg-type]


@pytest.mark.slow
def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(UnreadableDocument, match="which is not the document"):
        run_sandboxed(read, str(tmp_path / "secret").encode())


@pytest.mark.parametrize(
    "path", ["{}/../secret", "{}/./sub/../../secret", "{}//..//secret", "{}/link", "{}-other/file"]
)
def test_path_is_compared_as_it_resolves(tmp_path: Path, path: str) -> None:
    installed = tmp_path / "installed"
    (installed / "sub").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (installed / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(PermissionError, match="which is not the document"):
        refuse_other_files(path.format(installed), (installed,))


@pytest.mark.parametrize("path", ["{}/a.py", "{}/sub/../a.py", "{}//a.py", "{}-link/a.py"])
def test_installed_file_may_be_read(tmp_path: Path, path: str) -> None:
    installed = tmp_path / "installed"
    (installed / "sub").mkdir(parents=True)
    Path(f"{installed}-link").symlink_to(installed)
    refuse_other_files(path.format(installed), (installed.resolve(),))
