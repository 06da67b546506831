"""Reads the folder of a corpus: its manifest and policies, or an external policy set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from domain.policy import PolicyDocument
from domain.redress import Redress
from policies.parsing.diagnostics import CorpusErrors, Diagnostics, PolicyError
from policies.parsing.external_rules import RULES_FILE, read_external_rules
from policies.parsing.policy_file import decode, read_policy
from policies.parsing.toml_files import (
    GLOSSARY_FILE,
    MANIFEST_FILE,
    REDRESS_FILE,
    VOCABULARY_FILE,
    Manifest,
    read_glossary,
    read_manifest,
    read_redress,
    read_vocabulary,
)
from policies.vocabulary import GlossaryEntry, Variable

T = TypeVar("T")


@dataclass(frozen=True)
class CorpusContents:
    """Documents are sorted by id and period, not by file name. `vocabulary` is None without its file."""

    manifest: Manifest
    documents: tuple[PolicyDocument, ...]
    external: bool
    vocabulary: Mapping[str, Variable] | None
    glossary: Mapping[str, GlossaryEntry]
    redress: Mapping[str, Redress]


def read_folder(folder: Path) -> CorpusContents:
    """Raises CorpusErrors with the errors of all files."""
    if not folder.is_dir():
        raise CorpusErrors([PolicyError(str(folder), 0, "there is no such folder", "name a folder of policies")])
    manifest = _read_optional(folder / MANIFEST_FILE, read_manifest) or Manifest(folder.resolve().name)
    rules = folder / RULES_FILE
    external = rules.is_file()
    documents = [read_external_rules(_content(rules), str(rules))] if external else _policies(folder, manifest)
    ordered = sorted(documents, key=lambda d: (d.id, d.effective_from or date.min, d.version))
    vocabulary = _read_optional(folder / VOCABULARY_FILE, read_vocabulary)
    glossary = _read_optional(folder / GLOSSARY_FILE, read_glossary) or {}
    redress = _read_optional(folder / REDRESS_FILE, partial(read_redress, manifest=manifest)) or {}
    return CorpusContents(manifest, tuple(ordered), external, vocabulary, glossary, redress)


def _read_optional(path: Path, read: Callable[[str, Diagnostics], T]) -> T | None:
    """None if there is no such file."""
    if not path.exists():
        return None
    diagnostics = Diagnostics(str(path))
    return read(decode(_content(path), diagnostics), diagnostics)


def _policies(folder: Path, manifest: Manifest) -> list[PolicyDocument]:
    """The policies of all Markdown files. Raises the errors of all of them together."""
    paths = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    if not paths:
        remedy = f"add policies as *.md, or an external policy set as {RULES_FILE}"
        raise CorpusErrors([PolicyError(str(folder), 0, "the folder contains no policies", remedy)])
    policies: list[PolicyDocument] = []
    errors: list[PolicyError] = []
    for path in paths:
        try:
            policies.append(read_policy(_content(path), str(path), manifest.groups))
        except CorpusErrors as found:
            errors.extend(found.errors)
    if errors:
        raise CorpusErrors(errors)
    return policies


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise CorpusErrors([PolicyError(str(path), 0, message, "give read permission, or move it away")]) from error
