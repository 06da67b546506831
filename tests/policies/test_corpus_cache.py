"""The corpus cache: the same content as the files, safe for parallel readers."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from policies.corpus_cache import open_corpus
from tests.agent.judges.shop import CORPUS


def test_parallel_readers_get_the_same_corpus(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(lambda _: open_corpus(CORPUS, tmp_path), range(24)))
    assert {library.name for library in libraries} == {libraries[0].name}
    (cache_file,) = tmp_path.iterdir()
    assert cache_file.suffix == ".json"


def test_cached_corpus_equals_checked_corpus(tmp_path: Path) -> None:
    assert open_corpus(CORPUS, tmp_path).clauses == open_corpus(CORPUS, tmp_path).clauses


def test_damaged_cache_file_is_rewritten(tmp_path: Path) -> None:
    first = open_corpus(CORPUS, tmp_path)
    (cache_file,) = tmp_path.iterdir()
    content = cache_file.read_bytes()
    cache_file.write_bytes(content[:-9])
    assert open_corpus(CORPUS, tmp_path).clauses == first.clauses
    assert cache_file.read_bytes() == content
