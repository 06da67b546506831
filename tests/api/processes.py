"""Services in processes of their own, started, asked over sockets, and killed."""

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
import pytest
from sqlalchemy import create_engine, text

from tests.agent.judges.shop import CORPUS

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL")
needs_postgres = pytest.mark.skipif(
    POSTGRES is None, reason="TEST_POSTGRES_URL names no PostgreSQL; .ci/run starts one"
)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NONE: Mapping[str, str] = {}
STORES = ["sqlite", pytest.param("postgresql", marks=needs_postgres)]


@dataclass
class Service:
    """`start` may be said again after `kill`, on the same record."""

    environment: dict[str, str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @cached_property
    def client(self) -> httpx.Client:
        """A connection a request, since the other side may have been killed meanwhile."""
        limits = httpx.Limits(max_keepalive_connections=0)
        base = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=base, timeout=30, trust_env=False, limits=limits)

    def start(self) -> None:
        argv = [sys.executable, "-c", "from clausewise import app; app()", "serve", "--judge", "local"]
        argv += ["--port", str(self.port)]
        log = Path(self.environment["CLAUSEWISE_DATA_DIR"]) / f"{self.port}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(argv, cwd=ROOT, env=self.environment, stdout=out, stderr=out)
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(log.read_text())
            try:
                if self.client.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(log.read_text())

    def end(self, how: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(60)

    def ended(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end(signal.SIGKILL)
        self.client.close()


@contextmanager
def services(store: str, tmp_path: Path, count: int = 1, settings: Mapping[str, str] = NONE) -> Iterator[list[Service]]:
    """On one record: a file of their own for SQLite, a new database for PostgreSQL."""
    given = {"CLAUSEWISE_POLICIES": str(CORPUS), "CLAUSEWISE_SERVICE__CHUNK": "10", **settings}
    if store == "postgresql":
        given["CLAUSEWISE_DATABASE_URL"] = new_database(tmp_path)
    made = [
        Service({**os.environ, **given, "CLAUSEWISE_DATA_DIR": str(tmp_path / "home")}, _free_port())
        for _ in range(count)
    ]
    try:
        yield made
    finally:
        for service in made:
            service.ended()


def hook(url: str) -> dict[str, str]:
    """The settings by which every message goes to a receiver on loopback at once."""
    return {
        "CLAUSEWISE_MESSAGES__WEBHOOK_URL": url,
        "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS": json.dumps([SECRET]),
        "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS": json.dumps(["localhost"]),
        "CLAUSEWISE_MESSAGES__HOLD_FROM": "none",
    }


def new_database(tmp_path: Path) -> str:
    """The URL of one that nobody else has."""
    assert POSTGRES
    name = f"d{abs(hash(tmp_path)):x}"
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{POSTGRES.rpartition('/')[0]}/{name}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(client: httpx.Client, address: str, **wanted: Any) -> dict[str, Any]:
    """The answer once it has what is wanted."""
    found: dict[str, Any] = {}
    for _ in range(1200):
        found = client.get(address).json()
        if all(found.get(name) == value for name, value in wanted.items()):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{address} stays {found}")
