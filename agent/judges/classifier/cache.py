"""What the local judge learns before any case: a model fitted to examples and precedents, kept by fingerprint."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.judges.classifier.model import FittedModel, FittedModelDamaged, TooFewPrecedents
from agent.judges.classifier.storage import load, save
from domain.clause import Clause, ClauseKind
from domain.evidence import Precedent
from retrieval.index import ClauseIndex
from retrieval.precedents import PrecedentIndex

RECIPE = 2  # raise it when something else is learned from the same texts, so that no old model is read for a new one
NOT_KEPT = (FileNotFoundError, FittedModelDamaged)


def learn(
    data_dir: Path,
    fingerprint: str,
    clauses: Sequence[Clause],
    index: ClauseIndex,
    precedents: PrecedentIndex | None,
    shipped: Path | None = None,
) -> FittedModel | None:
    """The model for this corpus, embedder and precedents (`fingerprint`, in hex, names all three): the one that came
    with the corpus in the folder `shipped`, or else fitted once and then read from `data_dir`; None where there is too
    little to learn from. A damaged file is passed over."""
    path = _path(data_dir, fingerprint)
    for place in (shipped_file(shipped, fingerprint), path) if shipped else (path,):
        try:
            return _kept(place)
        except NOT_KEPT:
            continue
    return _learn_in_turn(path, clauses, index, precedents)


def ship(data_dir: Path, fingerprint: str, folder: Path) -> None:
    """Puts the model that was learned beside the corpus it was learned from, and takes older ones away."""
    kept, new = _path(data_dir, fingerprint), shipped_file(folder, fingerprint)
    for old in set(folder.glob("learned-*.bin")) - {new}:
        old.unlink()
    if kept.exists():
        new.write_bytes(kept.read_bytes())


def shipped_file(folder: Path, fingerprint: str) -> Path:
    return folder / f"learned-{fingerprint[:32]}-{RECIPE}.bin"


def _path(data_dir: Path, fingerprint: str) -> Path:
    return data_dir / "models" / f"{fingerprint[:32]}-{RECIPE}.bin"


def _learn_in_turn(
    path: Path, clauses: Sequence[Clause], index: ClauseIndex, precedents: PrecedentIndex | None
) -> FittedModel | None:
    """One process fits, and those that waited for it read what it kept."""
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        try:
            return _kept(path)
        except NOT_KEPT:
            model = _fit(clauses, index, precedents)
        if model is None:
            _nothing(path).touch()
        else:
            save(model, path)
        return model


def _kept(path: Path) -> FittedModel | None:
    return None if _nothing(path).exists() else load(path)


def _nothing(path: Path) -> Path:
    """The mark that there was too little to learn from."""
    return path.with_suffix(".none")


def _fit(clauses: Sequence[Clause], index: ClauseIndex, precedents: PrecedentIndex | None) -> FittedModel | None:
    from agent.judges.classifier.training import fit, learnable

    examples, vectors = _examples(clauses, index)
    settled: Sequence[Precedent] = ()
    if precedents is not None:
        settled, vectors = precedents.precedents, np.concatenate([vectors, precedents.all_vectors()])
    try:
        return fit([*examples, *settled], vectors, clauses=learnable(settled))
    except TooFewPrecedents:
        return None


def _examples(clauses: Sequence[Clause], index: ClauseIndex) -> tuple[list[Precedent], NDArray[np.float32]]:
    """Examples as precedents: what breaks a rule and what keeps it; what an exception leaves and what it spares."""
    texts: list[Precedent] = []
    rows: list[NDArray[np.float32]] = [np.zeros((0, index.matrix.shape[1]), dtype=np.float32)]
    for clause in (clause for clause in clauses if clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)):
        vectors, is_rule = index.vectors(clause.key), clause.kind is ClauseKind.RULE
        texts += [_example(clause, text, broken=is_rule) for text in clause.violating_examples]
        texts += [_example(clause, text, broken=not is_rule) for text in clause.compliant_examples]
        rows += [vectors.positives, vectors.negatives]
    return texts, np.concatenate(rows)


def _example(clause: Clause, text: str, *, broken: bool) -> Precedent:
    return Precedent(id=clause.key, text=text, violated=(clause.id,) if broken else ())
