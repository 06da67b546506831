"""Any sentence-transformers model, by name or folder. Needs the optional dependency of that name."""

from collections.abc import Sequence

import numpy as np

from retrieval.embedder import Vectors
from retrieval.errors import EmbedderUnavailable


class SentenceTransformerEmbedder:
    """`model` is a name on the Hugging Face Hub or a folder; vectors are stored under it. Its languages are unknown, so
    none is excluded."""

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
                f"{model} is not a loadable sentence-transformers model ({error}): "
                "give the name of a model or its folder"
            ) from error
        self.name = f"sentence-transformers:{model}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors: Vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return vectors
