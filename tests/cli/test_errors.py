import pytest
import typer

from cli.errors import edge
from domain.errors import InputError, OperationError


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InputError("mend [it]"), 2, "clausewise: mend [it]\n"),
        (OperationError("call somebody"), 1, "clausewise: call somebody\n"),
        (OSError(28, "No space left on device", "a/b"), 1, "clausewise: a/b: No space left on device: free the way"),
    ],
)
def test_a_named_error_is_one_message_and_a_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, told: str
) -> None:
    with pytest.raises(typer.Exit) as raised, edge():
        raise error
    assert raised.value.exit_code == code
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.parametrize("error", [KeyError("defect"), BrokenPipeError(), typer.Exit(0)])
def test_anything_else_shows(error: Exception) -> None:
    with pytest.raises(type(error)), edge():
        raise error
