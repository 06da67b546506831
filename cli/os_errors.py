"""Says in one line what an error of the operating system is about, and what to do."""

import errno
import os
from pathlib import Path
from types import TracebackType

from platformdirs import user_data_path

CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
CERTIFICATE_MODULES = ("ssl", "certifi", "httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3")
PRINTING_MODULES = ("typer", "rich")
DATA_DIR = "set CLAUSEWISE_DATA_DIR to another folder"
FULL = (f"free some space, or {DATA_DIR}", "free some space")
READ_ONLY = (f"make it writable, or {DATA_DIR}", "name a place that can be written")
NO_PERMISSION = (f"give this user the permission, or {DATA_DIR}", "give this user the permission, or name another path")
OPEN_FILES = "close some, or raise the limit with ulimit -n"
NETWORK = "check the address, the proxy variables and the network"
REMEDIES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EMFILE: (OPEN_FILES, OPEN_FILES),
    errno.ENFILE: (OPEN_FILES, OPEN_FILES),
    errno.ENAMETOOLONG: (f"use shorter names, or {DATA_DIR}", "use a shorter name"),
    errno.ENOENT: (f"create it, or {DATA_DIR}", "check the path"),
    errno.EISDIR: (f"remove that folder, or {DATA_DIR}", "name a file"),
    errno.ENOTDIR: (f"a part of the path is a file: {DATA_DIR}", "a part of the path is a file: check the path"),
    errno.EEXIST: (f"remove it, or {DATA_DIR}", "remove it, or name another path"),
    errno.EIO: ("check the disk", "check the disk"),
}
OTHER = (f"make the path available, or {DATA_DIR}", "make the path available, or name another one")


def describe_os_error(error: OSError) -> str:
    """The file that the error names or else the library that met it, the problem, and the remedy."""
    variable = _certificate_variable(error)
    if variable is not None:
        return f"{variable} is {os.environ[variable]!r}, which cannot be read: correct it, or unset it"
    problem = error.strerror or str(error) or type(error).__name__
    if error.filename is None:
        is_network = isinstance(error, ConnectionError | TimeoutError) or type(error).__module__ in ("socket", "ssl")
        remedy = NETWORK if is_network else REMEDIES.get(error.errno or 0, (OTHER[1],) * 2)[1]
        place = _raised_by(error)
        return f"{'standard output' if place in PRINTING_MODULES else place}: {problem}: {remedy}"
    in_data_dir, elsewhere = REMEDIES.get(error.errno or 0, OTHER)
    name = os.fsdecode(error.filename) if isinstance(error.filename, bytes | str) else str(error.filename)
    return f"{name}: {problem}: {in_data_dir if _is_in_data_dir(name) else elsewhere}"


def _certificate_variable(error: OSError) -> str | None:
    """The variable that names certificates which do not exist, if a library that reads certificates raised the error
    without a name, or with that name."""
    nameless = error.filename is None and _raised_by(error) in CERTIFICATE_MODULES
    for variable in CERTIFICATE_VARIABLES:
        path = os.environ.get(variable)
        if path and (error.filename == path or (nameless and not os.access(path, os.R_OK))):
            return variable
    return None


def _raised_by(error: OSError) -> str:
    """The top-level package of the code that met the error."""
    frame: TracebackType | None = error.__traceback__
    name = "the operating system"
    while frame is not None:
        name = str(frame.tb_frame.f_globals.get("__name__", name)).partition(".")[0]
        frame = frame.tb_next
    return name


def _is_in_data_dir(name: str) -> bool:
    data_dir = Path(os.environ.get("CLAUSEWISE_DATA_DIR") or user_data_path("clausewise")).expanduser()
    return Path(name).absolute().is_relative_to(data_dir.absolute())
