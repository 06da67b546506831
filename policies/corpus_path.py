"""The path of the bundled corpus."""

from pathlib import Path

BUNDLED_CORPUS = Path(__file__).parent / "corpus"
