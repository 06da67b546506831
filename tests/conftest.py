"""What holds for every test: no network but loopback, a data directory of its own, the same examples each run."""

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings of whoever runs the tests do not reach them, and nothing is written among that person's data."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("CLAUSEWISE_", "OPENAI_"))]:
            patch.delenv(name)
        patch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _at_home(getattr(socket.socket, name)))


def _at_home(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}: tests stay on this machine")
        return connect(self, address)

    return guarded
