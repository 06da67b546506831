"""Words that say nothing by themselves, in six languages."""

import pytest

from retrieval.stop_words import stop_words


@pytest.mark.parametrize("word", ["this", "every", "diese", "avec", "para", "muito", "yang"])
def test_function_words(word: str) -> None:
    assert word in stop_words()


@pytest.mark.parametrize("word", ["diabetes", "price", "preis", "rabatt", "seguidores", "obat"])
def test_content_words(word: str) -> None:
    assert word not in stop_words()
