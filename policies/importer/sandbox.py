"""A conversion in a process of its own: it ends in time, opens no other file, and reaches no network."""

import logging
import multiprocessing
import sys
import sysconfig
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from policies.importer.errors import ConverterMissing, Unreadable

T = TypeVar("T")
LONGEST_S = 300.0
MOST_MEMORY = 6 * 2**30

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename")


def guarded(work: Callable[[bytes], T], content: bytes, longest_s: float = LONGEST_S) -> T:
    """What the work makes of the content. `work` is a function of a module, so that the other process can find it.
    Raises what the work raises, and Unreadable where it ends without an answer."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        answer: T = _answer(ours, content, longest_s)
        return answer
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(pipe: Connection, content: bytes, longest_s: float) -> Any:
    try:
        pipe.send_bytes(content)
        if not pipe.poll(longest_s):
            raise Unreadable(
                f"converting the file took longer than {longest_s:.0f} s: cut it into parts, or simplify it"
            )
        good, answer = pipe.recv()
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        wrong = "converting the file broke off, perhaps for want of memory"
        raise Unreadable(f"{wrong}: save it in another format, or cut it into parts") from error
    if good:
        return answer
    raise answer


def _serve(work: Callable[[bytes], object], pipe: Connection) -> None:
    content = pipe.recv_bytes()
    logging.disable()  # what a library grumbles about is nothing the asker can mend
    try:
        _limit_memory()
        sys.addaudithook(_watch())
        pipe.send((True, work(content)))
    except (Unreadable, ConverterMissing) as error:
        pipe.send((False, error))
    except Exception as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        pipe.send((False, Unreadable(f"the file could not be converted ({told}): save it again or in another format")))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # there is no such thing on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _watch() -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that lets the process read what is installed, and nothing else."""
    ours = [Path(__file__).parents[2], *(Path(path) for path in sysconfig.get_paths().values())]
    installed = tuple(str(path.resolve()) for path in ours)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(f"the converter wanted {event}, which a document may not bring about")
        if event == "open" and isinstance(arguments[0], str | bytes):
            _let_in(Path(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()), installed)

    return watch


def _let_in(path: Path, installed: tuple[str, ...]) -> None:
    if not str(path.absolute()).startswith(installed) and not str(path.resolve()).startswith(installed):
        raise PermissionError(f"the converter wanted to open {path}, which is not the document")
