"""Caches corpora that were read and checked; loading from the cache is ten times faster."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from domain.policy import PolicyDocument
from domain.redress import Redress
from policies.library import Library, load_library
from policies.vocabulary import GlossaryEntry, Variable

PACKAGE = Path(__file__).parent
READER_CODE = (PACKAGE, PACKAGE / "parsing", PACKAGE / "checks", PACKAGE.parent / "domain")


class InvalidCorpus(InputError):
    """The corpus can be read, but its check finds errors; the message lists all of them."""


class CachedCorpus(FrozenModel):
    name: str
    documents: tuple[PolicyDocument, ...]
    markets: dict[str, str]
    external: bool
    vocabulary: dict[str, Variable] | None
    glossary: dict[str, GlossaryEntry]
    redress: dict[str, Redress]
    languages: tuple[str, ...]


def open_corpus(folder: Path, cache_dir: Path) -> Library:
    """The corpus of `folder`; cached until its files or the code that reads them change. Raises CorpusErrors if it
    cannot be read, InvalidCorpus if its check finds errors."""
    path = cache_dir / f"{_cache_key(folder)}.json"
    try:
        cached = CachedCorpus.model_validate_json(path.read_bytes())
        return Library(**{name: getattr(cached, name) for name in CachedCorpus.model_fields})
    except (FileNotFoundError, ValidationError):
        library = _load_checked(folder)
    cached = CachedCorpus(**{name: getattr(library, name) for name in CachedCorpus.model_fields})
    cache_dir.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=cache_dir, suffix=".partial", delete=False) as partial:
        partial.write(cached.model_dump_json().encode())
    Path(partial.name).replace(path)  # atomic, so that parallel processes never read a part of it
    return library


def _load_checked(folder: Path) -> Library:
    from policies.checks.check import check_library
    from policies.checks.problem import Level

    library = load_library(folder)
    errors = [str(problem) for problem in check_library(library) if problem.level is Level.ERROR]
    if errors:
        raise InvalidCorpus("\n".join([f"{folder}: the corpus has errors; correct them first", *errors]))
    return library


def _cache_key(folder: Path) -> str:
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for path in _source_files(folder):
        digest.update(b"\0" + path.name.encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:32]


def _source_files(folder: Path) -> Iterator[Path]:
    """The files of a corpus and of the code that reads it."""
    for pattern in ("*.md", "*.toml", "rules.jsonl"):
        yield from sorted(folder.glob(pattern))
    for package in READER_CODE:
        yield from sorted(package.glob("*.py"))
