"""Loads the classifier of a corpus from a file, or trains and saves it; a file holds numpy arrays and their hash."""

import json
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.judges.embedded.classifier.features import TfidfTable, Vocabulary
from agent.judges.embedded.classifier.model import Classifier, ClassifierFileDamaged, TooFewPrecedents
from agent.judges.embedded.classifier.prior import Prior
from domain.clause import Clause, ClauseKind
from domain.evidence import Precedent
from retrieval.index import ClauseIndex
from retrieval.precedents import PrecedentIndex

TRAINING_VERSION = 3  # raise it when training changes, so that no classifier of the old training is loaded
FORMAT = "clausewise-fitted-1"
DIGEST_BYTES = sha256().digest_size
NOT_LOADABLE = (FileNotFoundError, ClassifierFileDamaged)


def training_fingerprint(embedder: str, clauses: Sequence[Clause], precedents: PrecedentIndex | None) -> str:
    """SHA-256, in hex, of all that the classifier is trained on: the embedder, the examples of the clauses and the
    precedents. An edit of a rule's words leaves it unchanged."""
    examples = [(c.id, c.kind, c.violating_examples, c.compliant_examples) for c in clauses]
    labelled = [(p.text, p.violated) for p in precedents.precedents] if precedents is not None else []
    return sha256(json.dumps([embedder, examples, labelled]).encode()).hexdigest()


def load_or_train(
    data_dir: Path,
    fingerprint: str,
    clauses: Sequence[Clause],
    index: ClauseIndex,
    precedents: PrecedentIndex | None,
    precomputed_folder: Path | None = None,
    prior: Prior | None = None,
) -> Classifier | None:
    """The classifier for examples, precedents and an embedder, all three named by `fingerprint` (hex). It is read
    from `precomputed_folder` or from `data_dir`, or trained and saved there. A damaged file is ignored. None where
    there is too little to train on, or the classifier knows no more than a `prior`."""
    path = _path(data_dir, fingerprint)
    for candidate in (precomputed_path(precomputed_folder, fingerprint), path) if precomputed_folder else (path,):
        try:
            return _load(candidate)
        except NOT_LOADABLE:
            continue
    return _train_once(path, clauses, index, precedents, prior)


def export_classifier(data_dir: Path, fingerprint: str, folder: Path) -> None:
    """Copies the trained classifier into the corpus folder and removes older ones there."""
    source, target = _path(data_dir, fingerprint), precomputed_path(folder, fingerprint)
    for old in set(folder.glob("learned-*.bin")) - {target}:
        old.unlink()
    if source.exists():
        target.write_bytes(source.read_bytes())


def precomputed_path(folder: Path, fingerprint: str) -> Path:
    return folder / f"learned-{fingerprint[:32]}-{TRAINING_VERSION}.bin"


def save_classifier(classifier: Classifier, path: Path) -> None:
    """Writes the SHA-256 of the rest, then an uncompressed `.npz`. The file is replaced atomically."""
    thresholds = list(classifier.clause_thresholds.items())
    meta = {"format": FORMAT, "outcome": classifier.violation_threshold, "clauses": thresholds}
    body = BytesIO()
    np.savez(
        body,
        meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
        word_hashes=classifier.vocabulary.words.hashes,
        word_idf=classifier.vocabulary.words.idf,
        character_hashes=classifier.vocabulary.characters.hashes,
        character_idf=classifier.vocabulary.characters.idf,
        weights=classifier.weights,
        intercepts=classifier.intercepts,
    )
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(sha256(body.getvalue()).digest() + body.getvalue())
    partial.replace(path)


def load_classifier(path: Path) -> Classifier:
    """Raises `ClassifierFileDamaged` where the file is not exactly what `save_classifier` wrote in this format."""
    content = path.read_bytes()
    digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if sha256(body).digest() != digest:
        raise ClassifierFileDamaged(f"{path} is damaged: delete it, and the classifier is trained again")
    with np.load(BytesIO(body), allow_pickle=False) as arrays:
        meta = json.loads(arrays["meta"].tobytes())
        if meta["format"] != FORMAT:
            raise ClassifierFileDamaged(
                f"{path} has the format {meta['format']!r}, not {FORMAT!r}: "
                "delete it, and the classifier is trained again"
            )
        return Classifier(
            vocabulary=Vocabulary(
                TfidfTable(arrays["word_hashes"], arrays["word_idf"]),
                TfidfTable(arrays["character_hashes"], arrays["character_idf"]),
            ),
            weights=arrays["weights"],
            intercepts=arrays["intercepts"],
            violation_threshold=meta["outcome"],
            clause_thresholds=dict(meta["clauses"]),
        )


def _path(data_dir: Path, fingerprint: str) -> Path:
    return data_dir / "models" / f"{fingerprint[:32]}-{TRAINING_VERSION}.bin"


def _train_once(
    path: Path, clauses: Sequence[Clause], index: ClauseIndex, precedents: PrecedentIndex | None, prior: Prior | None
) -> Classifier | None:
    """One process trains. Those that waited for it load what it saved."""
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        try:
            return _load(path)
        except NOT_LOADABLE:
            classifier = _train(clauses, index, precedents, prior)
        if classifier is None:
            _untrainable_marker(path).touch()
        else:
            save_classifier(classifier, path)
        return classifier


def _load(path: Path) -> Classifier | None:
    return None if _untrainable_marker(path).exists() else load_classifier(path)


def _untrainable_marker(path: Path) -> Path:
    """This file exists where there was too little to train on, or nothing was learned."""
    return path.with_suffix(".none")


def _train(
    clauses: Sequence[Clause], index: ClauseIndex, precedents: PrecedentIndex | None, prior: Prior | None
) -> Classifier | None:
    from agent.judges.embedded.classifier.training import fit_held_out, trainable_clauses

    examples, vectors = training_examples(clauses, index)
    settled: Sequence[Precedent] = ()
    if precedents is not None:
        settled, vectors = precedents.precedents, np.concatenate([vectors, precedents.all_vectors()])
    try:
        classifier, held_out = fit_held_out([*examples, *settled], vectors, clauses=trainable_clauses(settled))
    except TooFewPrecedents:
        return None
    teaches = prior is None or prior.is_surpassed(held_out, examples, settled, vectors)
    return classifier if teaches else None


def training_examples(clauses: Sequence[Clause], index: ClauseIndex) -> tuple[list[Precedent], NDArray[np.float32]]:
    """Examples as precedents, with their vectors. A rule's violating examples and an exception's compliant examples
    violate something; the others do not."""
    texts: list[Precedent] = []
    rows: list[NDArray[np.float32]] = [np.zeros((0, index.matrix.shape[1]), dtype=np.float32)]
    for clause in (clause for clause in clauses if clause.kind in (ClauseKind.RULE, ClauseKind.EXCEPTION)):
        vectors, is_rule = index.vectors(clause.key), clause.kind is ClauseKind.RULE
        texts += [_example(clause, text, violating=is_rule) for text in clause.violating_examples]
        texts += [_example(clause, text, violating=not is_rule) for text in clause.compliant_examples]
        rows += [vectors.violating, vectors.compliant]
    return texts, np.concatenate(rows)


def _example(clause: Clause, text: str, *, violating: bool) -> Precedent:
    return Precedent(id=clause.key, text=text, violated=(clause.id,) if violating else ())
