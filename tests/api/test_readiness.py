"""The state of the model server, which no request waits for."""

from threading import Event
from time import sleep

from api.readiness import ModelServerProbe
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from llm.session import Session


class SlowModels:
    """Fails once it is released."""

    options = LlmOptions()

    def __init__(self) -> None:
        self.released, self.calls = Event(), 0

    def open(self) -> Session:
        raise AssertionError("no case is decided")

    def available_models(self) -> tuple[str, ...]:
        self.calls += 1
        assert self.released.wait(10)
        raise LlmError(LlmErrorKind.TIMED_OUT, "no answer from http://secret.example within 9 s")


def wait_for_state(probe: ModelServerProbe) -> str:
    """The state after the first check."""
    for _ in range(1000):
        if probe.state() != "not checked yet":
            break
        sleep(0.005)
    return probe.state()


def test_model_server_that_answers_is_reachable() -> None:
    assert wait_for_state(ModelServerProbe(ScriptedModels())) == "reachable"


def test_slow_model_server_is_checked_once_at_a_time_without_waiting() -> None:
    models = SlowModels()
    probe = ModelServerProbe(models)
    assert [probe.state() for _ in range(5)] == ["not checked yet"] * 5
    models.released.set()
    assert wait_for_state(probe) == "unavailable (timed_out): run clausewise doctor"
    assert models.calls == 1
