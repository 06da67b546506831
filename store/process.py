"""Which process is at work on a case, and whether it has died."""

import os
import socket
from dataclasses import dataclass
from uuid import uuid4

_LIFE = uuid4().hex


@dataclass(frozen=True)
class ProcessIdentity:
    """`life` tells apart two processes of one host that had the same number, as after a container's restart."""

    host: str
    pid: int
    life: str

    def has_died(self) -> bool:
        """False where nobody here can know: a process of another host."""
        here = this_process()
        if self.host != here.host:
            return False
        if self.pid == here.pid:
            return self.life != here.life
        return not _runs(self.pid)


def this_process() -> ProcessIdentity:
    return ProcessIdentity(host=socket.gethostname(), pid=os.getpid(), life=_LIFE)


def _runs(pid: int) -> bool:
    if os.name == "nt":
        return True  # there, signal 0 is Ctrl-C and no question
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
