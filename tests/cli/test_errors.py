import pytest
import typer

from cli.errors import report_errors
from domain.errors import InputError, OperationError


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError("change [it]"), 2, "clausewise: change [it]\n"),
        (OperationError("call the operator"), 1, "clausewise: call the operator\n"),
        (OSError(28, "No space left on device", "a/b"), 1, "clausewise: a/b: No space left on device: make the path"),
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
