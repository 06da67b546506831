"""Keeps the votes of a corpus's examples in a file, so that they are calculated once."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np

from domain.clause import Clause
from retrieval.character_likelihood import CharacterLikelihood
from retrieval.clause_texts import clause_text
from retrieval.discriminant import Discriminant
from retrieval.example_votes import ExampleVotes

VERSION = 2  # raise it when the calculation changes
MAX_FILES = 4
NOT_READABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile)
_CHARACTERS = ("parts", "starts", "clauses", "weights", "absent")


def votes_name(embedder: str, clauses: Sequence[Clause]) -> str:
    """Another one for another embedder, and where a clause's kind, words or examples are others."""
    contents = [(c.key, c.kind, clause_text(c), c.violating_examples, c.compliant_examples) for c in clauses]
    return sha256(json.dumps([embedder, contents]).encode()).hexdigest()[:32]


def load_or_fit(folder: Path, name: str, fit: Callable[[], ExampleVotes | None]) -> ExampleVotes | None:
    """`name` is that of `votes_name`. A damaged file is replaced. Where the folder cannot be written, the votes are
    calculated each time."""
    path = folder / f"votes-{name}-{VERSION}.npz"
    try:
        return _read(path)
    except NOT_READABLE:
        votes = fit()
    if votes is not None:
        _write(path, votes)
    return votes


def _read(path: Path) -> ExampleVotes:
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
        characters = CharacterLikelihood(**{name: arrays[name] for name in _CHARACTERS})
        breach = (
            Discriminant(arrays["breach_weights"], arrays["breach_offsets"]) if "breach_weights" in arrays else None
        )
        directions = Discriminant(arrays["rule_weights"], arrays["rule_offsets"])
        return ExampleVotes(tuple(arrays["keys"].tolist()), directions, breach, characters)


def _write(path: Path, votes: ExampleVotes) -> None:
    arrays = {name: getattr(votes.characters, name) for name in _CHARACTERS}
    arrays |= {"rule_weights": votes.directions.weights, "rule_offsets": votes.directions.offsets}
    if votes.breach is not None:
        arrays |= {"breach_weights": votes.breach.weights, "breach_offsets": votes.breach.offsets}
    partial = path.with_suffix(f".{uuid4().hex}.partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, keys=np.array(votes.keys), **arrays)
        partial.replace(path)
        for old in sorted(path.parent.glob("votes-*.npz"), key=lambda file: file.stat().st_mtime)[:-MAX_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        partial.unlink(missing_ok=True)
