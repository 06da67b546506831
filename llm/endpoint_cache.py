"""An endpoint that a server was found not to have, so that not every case asks for it again."""

import time
from collections.abc import Callable

from llm.errors import Failing, LlmError

ASK_AGAIN_S = 300.0


class EndpointCache:
    """Of one endpoint of one server, for all cases of the process; after `ASK_AGAIN_S` it is asked for anew, since a
    server may have been replaced."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: tuple[float, str] | None = None

    def check(self) -> None:
        """Raises `LlmError` where it was found missing a while ago."""
        if self._told is not None and self._clock() - self._told[0] < ASK_AGAIN_S:
            raise LlmError(Failing.NO_ENDPOINT, self._told[1])

    def note(self, error: LlmError) -> None:
        if error.kind is Failing.NO_ENDPOINT:
            self._told = (self._clock(), str(error))
