"""Services in separate processes, called over sockets and killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from tests.agent.judges.shop import CORPUS
from tests.store.databases import new_database

ROOT = Path(__file__).parents[2]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NO_SETTINGS: Mapping[str, str] = {}


@dataclass
class ServiceProcess:
    """It can start again after a kill, on the same data. `options` of `clausewise serve`."""

    environment: dict[str, str]
    port: int
    options: tuple[str, ...] = ("--judge", "local")
    process: "subprocess.Popen[bytes] | None" = None

    @cached_property
    def client(self) -> httpx.Client:
        """A new connection per request, because the process may have been killed meanwhile."""
        limits = httpx.Limits(max_keepalive_connections=0)
        base_url = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=base_url, timeout=30, trust_env=False, limits=limits)

    def start(self) -> None:
        argv = [sys.executable, "-c", "from clausewise import app; app()", "serve", *self.options]
        argv += ["--port", str(self.port)]
        log = Path(self.environment["CLAUSEWISE_DATA_DIR"]) / f"{self.port}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(argv, cwd=ROOT, env=self.environment, stdout=out, stderr=out)
        for _ in range(2_400):  # a busy machine takes its time
            if self.process.poll() is not None:
                raise AssertionError(log.read_text())
            try:
                if self.client.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(log.read_text())

    def stop(self, how: signal.Signals) -> int:
        """Returns the exit code."""
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(60)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGKILL)
        self.client.close()


@contextmanager
def service_processes(
    store: str, tmp_path: Path, count: int = 1, settings: Mapping[str, str] = NO_SETTINGS
) -> Iterator[list[ServiceProcess]]:
    """Not started yet, on one decision log: a new SQLite file or a new PostgreSQL database."""
    variables = {"CLAUSEWISE_POLICIES": str(CORPUS), "CLAUSEWISE_SERVICE__BATCH_CHUNK_CASES": "10", **settings}
    if store == "postgresql":
        variables["CLAUSEWISE_DATABASE_URL"] = new_database(tmp_path)
    environment = {**os.environ, **variables, "CLAUSEWISE_DATA_DIR": str(tmp_path / "home")}
    processes = [ServiceProcess(environment, _free_port()) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.close()


def webhook_settings(url: str) -> dict[str, str]:
    """Every message goes to a receiver on loopback at once."""
    return {
        "CLAUSEWISE_MESSAGES__WEBHOOK_URL": url,
        "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS": json.dumps([SECRET]),
        "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS": json.dumps(["localhost"]),
        "CLAUSEWISE_MESSAGES__HOLD_FROM_SEVERITY": "none",
        "CLAUSEWISE_MESSAGES__RELEASE_FROM_PRECISION": "always",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(client: httpx.Client, path: str, **expected: Any) -> dict[str, Any]:
    """The JSON of the response once it has the expected values."""
    found: dict[str, Any] = {}
    for _ in range(1200):
        found = client.get(path).json()
        if all(found.get(name) == value for name, value in expected.items()):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} stays {found}")
