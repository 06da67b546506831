"""Fixtures for every test: loopback network, own data directory, the same examples each run, golden files."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler.loadfile import LoadFileScheduling

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

gc.set_threshold(100_000)  # the default collects every 700 allocations, which costs 13% of the suite's CPU time

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """With `pytest -n auto`, the tests of a file run in one process, so that its fixtures are made once."""
    return LoadFileScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hides the settings of the developer from the tests, and protects the developer's data directory."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("CLAUSEWISE_", "OPENAI_", "OTEL_"))]:
            patch.delenv(name)
        patch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file of the folder `golden` beside the test; UPDATE_GOLDEN=1 writes it again."""
    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        if os.environ.get("UPDATE_GOLDEN") == "1":
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        written = (folder / name).read_text(encoding="utf-8")
        assert text == written, f"{name} differs; if it should, rerun with UPDATE_GOLDEN=1"

    return compare


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _loopback_only(getattr(socket.socket, name)))


def _loopback_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}: tests use loopback only")
        return connect(self, address)

    return guarded
