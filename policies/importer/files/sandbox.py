"""Runs a conversion in its own process, with a time limit and without other files or network."""

import logging
import multiprocessing
import os
import sys
import sysconfig
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from policies.importer.files.formats import ConverterMissing, UnreadableDocument

T = TypeVar("T")
TIMEOUT_SECONDS = 120.0  # a PDF of 500 pages takes some 90
MAX_MEMORY_BYTES = 6 * 2**30

_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
)


def run_sandboxed(work: Callable[[bytes], T], content: bytes, timeout_seconds: float = TIMEOUT_SECONDS) -> T:
    """The result of `work(content)`. `work` must be a module-level function, so that the process can import it. Raises
    what it raises as UnreadableDocument or ConverterMissing, and UnreadableDocument if it ends without a result."""
    spawning = multiprocessing.get_context("spawn")
    parent_pipe, child_pipe = spawning.Pipe()
    process = spawning.Process(target=_run_work, args=(work, child_pipe), daemon=True)
    process.start()
    child_pipe.close()
    try:
        result: T = _wait_for_result(parent_pipe, content, timeout_seconds)
        return result
    finally:
        process.kill()
        process.join()
        parent_pipe.close()


def _wait_for_result(pipe: Connection, content: bytes, timeout_seconds: float) -> Any:
    try:
        pipe.send_bytes(content)
        if not pipe.poll(timeout_seconds):
            raise UnreadableDocument(
                f"converting the file took longer than {timeout_seconds:.0f} s: split it into parts, or simplify it"
            )
        succeeded, result = pipe.recv()
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        message = "converting the file stopped unexpectedly, perhaps because memory ran out"
        raise UnreadableDocument(f"{message}: save it in another format, or split it into parts") from error
    if succeeded:
        return result
    raise result


def _run_work(work: Callable[[bytes], object], pipe: Connection) -> None:
    content = pipe.recv_bytes()
    logging.disable()  # the user cannot act on warnings of the libraries
    try:
        _limit_memory()
        sys.addaudithook(_audit_hook())
        pipe.send((True, work(content)))
    except (UnreadableDocument, ConverterMissing) as error:
        pipe.send((False, error))
    except Exception as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        pipe.send(
            (
                False,
                UnreadableDocument(f"the file could not be converted ({reason}): save it again or in another format"),
            )
        )


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _audit_hook() -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that lets the process read installed files and nothing else."""
    allowed = [Path(__file__).parents[2], *(Path(path) for path in sysconfig.get_paths().values())]
    installed = tuple(Path(os.path.realpath(path)) for path in allowed)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN_EVENTS):
            raise PermissionError(f"the converter tried {event}, which is not allowed")
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str | bytes | os.PathLike):
            refuse_other_files(os.fsdecode(arguments[0]), installed)

    return watch


def refuse_other_files(path: str, installed: tuple[Path, ...]) -> None:
    """Raises PermissionError unless the path, without `..` and with links followed, is in one of these folders."""
    real = Path(os.path.realpath(path))
    if not any(real.is_relative_to(folder) for folder in installed):
        raise PermissionError(f"the converter tried to open {path}, which is not the document")
