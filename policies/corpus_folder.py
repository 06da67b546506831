"""The folder of a corpus: its manifest and its policies, or foreign rules, read whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from domain.policy import PolicyDocument
from policies.parsing.diagnostics import Complaints, CorpusErrors, PolicyError
from policies.parsing.external_rules import RULES, read_rules
from policies.parsing.glossary import GLOSSARY, Entry, read_glossary
from policies.parsing.manifest import MANIFEST, Manifest, read_manifest
from policies.parsing.markdown import decode, read_policy
from policies.parsing.vocabulary import VOCABULARY, Quantity, read_vocabulary

T = TypeVar("T")


@dataclass(frozen=True)
class Contents:
    """Documents in order of id and period, whatever their files are called; `vocabulary` is None where the corpus
    declares none."""

    manifest: Manifest
    documents: tuple[PolicyDocument, ...]
    foreign: bool
    vocabulary: Mapping[str, Quantity] | None
    glossary: Mapping[str, Entry]


def read_folder(folder: Path) -> Contents:
    """Raises CorpusErrors with everything that is wrong in any of the files."""
    if not folder.is_dir():
        raise CorpusErrors([PolicyError(str(folder), 0, "there is no such folder", "name a folder of policies")])
    manifest = _table(folder / MANIFEST, read_manifest) or Manifest(folder.resolve().name)
    rules = folder / RULES
    foreign = rules.is_file()
    documents = [read_rules(_content(rules), str(rules))] if foreign else _policies(folder, manifest)
    ordered = sorted(documents, key=lambda d: (d.id, d.effective_from or date.min, d.version))
    vocabulary = _table(folder / VOCABULARY, read_vocabulary)
    glossary = _table(folder / GLOSSARY, read_glossary) or {}
    return Contents(manifest, tuple(ordered), foreign, vocabulary, glossary)


def _table(path: Path, read: Callable[[str, Complaints], T]) -> T | None:
    """None where there is no such file."""
    if not path.exists():
        return None
    complaints = Complaints(str(path))
    return read(decode(_content(path), complaints), complaints)


def _policies(folder: Path, manifest: Manifest) -> list[PolicyDocument]:
    paths = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    if not paths:
        right = f"put policies there as *.md, or rules as {RULES}"
        raise CorpusErrors([PolicyError(str(folder), 0, "the folder holds no policies", right)])
    return _each(lambda path: read_policy(_content(path), str(path), manifest.groups), paths)


def _each(read: Callable[[Path], T], paths: Iterable[Path]) -> list[T]:
    """Every path read; raises the errors of all of them together."""
    errors: list[PolicyError] = []
    values = [value for path in paths for value in _kept(read, path, errors)]
    if errors:
        raise CorpusErrors(errors)
    return values


def _kept(read: Callable[[Path], T], path: Path, errors: list[PolicyError]) -> Iterator[T]:
    try:
        yield read(path)
    except CorpusErrors as wrong:
        errors.extend(wrong.errors)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        wrong = f"the file cannot be read ({error.strerror})"
        raise CorpusErrors([PolicyError(str(path), 0, wrong, "give read permission, or move it away")]) from error
