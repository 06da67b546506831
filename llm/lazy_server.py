"""A model server that is reached, and whose libraries are loaded, when a case first needs it."""

import weakref
from threading import Lock
from typing import TYPE_CHECKING

from llm.options import LlmOptions

if TYPE_CHECKING:
    from llm.server import ModelServer
    from llm.session import Session


class LazyServer:
    """Opened once a process, and closed with it or when nobody holds it any more; threads share it."""

    def __init__(self, options: LlmOptions) -> None:
        self.options = options
        self._lock = Lock()
        self._server: ModelServer | None = None

    def open(self) -> "Session":
        return self.server.open()

    def offered(self) -> tuple[str, ...]:
        return self.server.offered()

    @property
    def server(self) -> "ModelServer":
        """Raises `LlmError` where no model is configured."""
        with self._lock:
            if self._server is None:
                from llm.server import ModelServer

                self._server = ModelServer(self.options)
                weakref.finalize(self, self._server.close)
            return self._server

    def close(self) -> None:
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None
