"""A corpus that was read and checked once, kept so that it is read in a tenth of the time and not checked again."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from domain.policy import PolicyDocument
from policies.library import Library, load_library
from policies.parsing.glossary import Entry
from policies.parsing.vocabulary import Quantity

ROOM = Path(__file__).parent
READ_BY = (ROOM, ROOM / "parsing", ROOM / "checks", ROOM.parent / "domain")


class CorpusRefused(InputError):
    """The corpus could be read, but what it says cannot stand; the message lists every error."""


class KeptCorpus(FrozenModel):
    name: str
    documents: tuple[PolicyDocument, ...]
    markets: dict[str, str]
    foreign: bool
    vocabulary: dict[str, Quantity] | None
    glossary: dict[str, Entry]


def open_corpus(folder: Path, kept_in: Path) -> Library:
    """The corpus of `folder`, from `kept_in` where neither its files nor the code that reads them have changed.
    Raises `CorpusErrors` where it cannot be read, `CorpusRefused` where its check finds errors."""
    path = kept_in / f"{_digest(folder)}.json"
    try:
        kept = KeptCorpus.model_validate_json(path.read_bytes())
        return Library(**{name: getattr(kept, name) for name in KeptCorpus.model_fields})
    except (FileNotFoundError, ValidationError):
        library = _checked(folder)
    kept = KeptCorpus(**{name: getattr(library, name) for name in KeptCorpus.model_fields})
    kept_in.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=kept_in, suffix=".partial", delete=False) as partial:  # several processes may be at it
        partial.write(kept.model_dump_json().encode())
    Path(partial.name).replace(path)
    return library


def _checked(folder: Path) -> Library:
    from policies.checks.check import check_library
    from policies.checks.problem import Level

    library = load_library(folder)
    errors = [str(problem) for problem in check_library(library) if problem.level is Level.ERROR]
    if errors:
        raise CorpusRefused("\n".join([f"{folder}: the corpus has errors, mend them first", *errors]))
    return library


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for path in _read(folder):
        digest.update(b"\0" + path.name.encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:32]


def _read(folder: Path) -> Iterator[Path]:
    """The files of a corpus, and those of the code that reads it."""
    for pattern in ("*.md", "*.toml", "rules.jsonl"):
        yield from sorted(folder.glob(pattern))
    for code in READ_BY:
        yield from sorted(code.glob("*.py"))
