"""Keeps a fitted model as numpy arrays in one file, and takes back only what was kept."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np

from agent.judges.classifier.features import Terms, Vocabulary
from agent.judges.classifier.model import FittedModel, FittedModelDamaged

FORMAT = "clausewise-fitted-1"
DIGEST = sha256().digest_size


def save(model: FittedModel, path: Path) -> None:
    """SHA-256 of the rest, then an uncompressed `.npz`; the file appears whole or not at all."""
    meta = {"format": FORMAT, "outcome": model.outcome_threshold, "clauses": list(model.clause_thresholds.items())}
    body = BytesIO()
    np.savez(
        body,
        meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
        word_hashes=model.vocabulary.words.hashes,
        word_idf=model.vocabulary.words.idf,
        character_hashes=model.vocabulary.characters.hashes,
        character_idf=model.vocabulary.characters.idf,
        weights=model.weights,
        intercepts=model.intercepts,
    )
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(sha256(body.getvalue()).digest() + body.getvalue())
    partial.replace(path)


def load(path: Path) -> FittedModel:
    """Raises FittedModelDamaged where the file is not, byte for byte, what `save` wrote in this format."""
    content = path.read_bytes()
    digest, body = content[:DIGEST], content[DIGEST:]
    if sha256(body).digest() != digest:
        raise FittedModelDamaged(f"{path} is damaged: delete it, and the model will be fitted again")
    with np.load(BytesIO(body), allow_pickle=False) as arrays:
        meta = json.loads(arrays["meta"].tobytes())
        if meta["format"] != FORMAT:
            raise FittedModelDamaged(f"{path} is in the format {meta['format']!r}, not {FORMAT!r}: delete it to refit")
        return FittedModel(
            vocabulary=Vocabulary(
                Terms(arrays["word_hashes"], arrays["word_idf"]),
                Terms(arrays["character_hashes"], arrays["character_idf"]),
            ),
            weights=arrays["weights"],
            intercepts=arrays["intercepts"],
            outcome_threshold=meta["outcome"],
            clause_thresholds=dict(meta["clauses"]),
        )
