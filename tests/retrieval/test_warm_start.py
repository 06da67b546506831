"""An index that was built before is opened without the libraries that build and search large collections."""

import subprocess
import sys
from pathlib import Path

from retrieval.vectors import open_vectors
from tests.retrieval.letter_embedder import LetterEmbedder

ROOT = Path(__file__).parents[2]
SLOW_IMPORTS = {"chromadb", "onnxruntime", "sklearn", "tokenizers"}
TEXTS = ("cures illness", "paid partnership")
PROGRAM = f"""
import sys
from pathlib import Path
from retrieval.lexical_index import LexicalIndex
from retrieval.vectors import open_vectors
from tests.retrieval.letter_embedder import LetterEmbedder

open_vectors(Path(sys.argv[1]), "clauses", "v1", {TEXTS!r}, LetterEmbedder()).nearest(LetterEmbedder().embed(["ad"]), 1)
LexicalIndex({TEXTS!r}).scores("ad")
print(*sorted({{module.split(".")[0] for module in sys.modules}}))
"""


def test_warm_start_imports_no_slow_library(tmp_path: Path) -> None:
    assert open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder()).matrix.shape == (
        2,
        LetterEmbedder.dimensions,
    )
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert SLOW_IMPORTS & set(ran.stdout.split()) == set()
