"""Any sentence-transformers model, by name or folder; needs the extra of that name."""

from collections.abc import Sequence

import numpy as np

from retrieval.embedder import Vectors
from retrieval.errors import EmbedderUnavailable


class SentenceTransformerEmbedder:
    """`model` is a name on the hub or the folder of a model; it is also the name that vectors are kept under. Which
    languages it reads is its chooser's to know."""

    languages: frozenset[str] | None = None

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            raise EmbedderUnavailable(
                f"the embedder {model} needs sentence-transformers ({error}): "
                "run `pip install 'clausewise[sentence-transformers]'`"
            ) from error
        try:
            self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise EmbedderUnavailable(
                f"{model} is no sentence-transformers model that can be loaded ({error}): "
                "give a model's name or the folder that holds it"
            ) from error
        self.name = f"sentence-transformers:{model}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors: Vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return vectors
