"""A PostgreSQL of its own for a measurement, on loopback, with its default settings: what is written is on the disk."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DATABASE_USER = "postgres"  # PostgreSQL refuses to run as root
OPTIONS = "-p {port} -k '' -c listen_addresses=127.0.0.1"


class NoPostgresql(RuntimeError):
    """The programs of PostgreSQL are missing."""


@dataclass(frozen=True)
class Postgresql:
    """`pid` is that of its first process, whose children serve the connections."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """Of all its processes, with those that have ended."""
        return cpu_seconds(self.pid, children=True) + sum(cpu_seconds(child) for child in _children(self.pid))


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Ends with the block, and its data with it. Raises NoPostgresql."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _started(Path(folder))


def _started(folder: Path) -> Iterator[Postgresql]:
    programs = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(p).parent for p in [shutil.which("pg_ctl")] if p)]
    if not programs:
        raise NoPostgresql("install PostgreSQL (apt-get install postgresql), or give the URL of one")
    programs_folder, data, port = programs[0], folder / "data", free_port()
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam(DATABASE_USER).pw_uid, -1)
    options = OPTIONS.format(port=port)
    _run(folder, [f"{programs_folder}/initdb", "-D", f"{data}", "-U", "clausewise", "--auth=trust", "-E", "UTF8"])
    _run(folder, [f"{programs_folder}/pg_ctl", "-D", f"{data}", "-l", f"{folder}/log", "-w", "-o", options, "start"])
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        yield Postgresql(f"postgresql+psycopg://clausewise@127.0.0.1:{port}/postgres", pid)
    finally:
        _run(folder, [f"{programs_folder}/pg_ctl", "-D", f"{data}", "-m", "immediate", "stop"])


def cpu_seconds(pid: int, *, children: bool = False) -> float:
    """Of all threads of a process, in user and system mode. `children`: with those that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if children else 13])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _run(folder: Path, command: Sequence[str]) -> None:
    as_user = ["runuser", "-u", DATABASE_USER, "--"] if os.getuid() == 0 else []
    subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)
