"""Every named error becomes one line that says what to do, and an exit code."""

import errno
import os
import ssl
from pathlib import Path

import pytest
import typer

from cli.errors import report_errors
from domain.errors import InputError, OperationError


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError("change [it]"), 2, "clausewise: change [it]\n"),
        (OperationError("call the operator"), 1, "clausewise: call the operator\n"),
        (
            OSError(28, "No space left on device", "a/b"),
            1,
            "clausewise: a/b: No space left on device: free some space\n",
        ),
        (InputError("a\x9b\u202eb"), 2, "clausewise: a<U+009B><U+202E>b\n"),
    ],
)
def test_named_error_becomes_message_and_exit_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, message: str
) -> None:
    with pytest.raises(typer.Exit) as raised, report_errors():
        raise error
    assert raised.value.exit_code == code
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.parametrize("error", [KeyError("bug"), BrokenPipeError(), typer.Exit(0)])
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)), report_errors():
        raise error


def message(capsys: pytest.CaptureFixture[str], error: OSError) -> str:
    with pytest.raises(typer.Exit), report_errors():
        raise error
    text = capsys.readouterr().err
    assert text.startswith("clausewise: ")
    assert text.count("\n") == 1
    return text.removeprefix("clausewise: ").rstrip("\n")


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EROFS, "name a place that can be written"),
        (errno.EACCES, "give this user the permission, or name another path"),
        (errno.EMFILE, "close some, or raise the limit with ulimit -n"),
        (errno.ENAMETOOLONG, "use a shorter name"),
        (errno.EISDIR, "name a file"),
        (errno.ENOENT, "check the path"),
        (errno.EXDEV, "make the path available, or name another one"),
    ],
)
def test_os_error_names_its_file_and_the_data_folder_only_for_files_in_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, remedy: str
) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    problem = os.strerror(number)
    assert message(capsys, OSError(number, problem, "runs/a")) == f"runs/a: {problem}: {remedy}"
    inside = message(capsys, OSError(number, problem, str(tmp_path / "x")))
    assert inside.startswith(f"{tmp_path}/x: {problem}: ")
    assert ("CLAUSEWISE_DATA_DIR" in inside) == (number != errno.EMFILE)


def test_missing_certificates_are_laid_to_their_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent/ca.pem")
    with pytest.raises(FileNotFoundError) as raised:
        ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    assert raised.value.filename is None
    expected = "SSL_CERT_FILE is '/nonexistent/ca.pem', which cannot be read: correct it, or unset it"
    assert message(capsys, raised.value) == expected
    named = FileNotFoundError(2, "No such file", "/nonexistent/ca.pem")
    assert message(capsys, named) == expected


def test_error_without_a_file_names_who_met_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert message(capsys, ConnectionRefusedError(111, "Connection refused")) == (
        "tests: Connection refused: check the address, the proxy variables and the network"
    )
