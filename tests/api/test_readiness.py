"""What is told of the model server, which nobody waits for."""

from threading import Event
from time import sleep

from api.readiness import Reach
from llm.errors import Failing, LlmError
from llm.options import LlmOptions
from llm.scripted import ScriptedModels
from llm.session import Session


class Slow:
    """Fails once it is let go."""

    options = LlmOptions()

    def __init__(self) -> None:
        self.go, self.asked = Event(), 0

    def open(self) -> Session:
        raise AssertionError("no case is decided")

    def offered(self) -> tuple[str, ...]:
        self.asked += 1
        assert self.go.wait(10)
        raise LlmError(Failing.TIMED_OUT, "no answer from http://secret.example within 9 s")


def settled(reach: Reach) -> str:
    """What it tells once it has been answered."""
    for _ in range(1000):
        if reach.told() != "not asked yet":
            break
        sleep(0.005)
    return reach.told()


def test_a_server_that_answers() -> None:
    assert settled(Reach(ScriptedModels())) == "answers"


def test_one_that_does_not_is_asked_once_at_a_time_and_holds_nobody() -> None:
    slow = Slow()
    reach = Reach(slow)
    assert [reach.told() for _ in range(5)] == ["not asked yet"] * 5
    slow.go.set()
    assert settled(reach) == "does not answer (timed_out): clausewise doctor says what to do"
    assert slow.asked == 1
