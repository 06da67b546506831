"""A corpus is kept once it was checked, and several readers at once do not disturb each other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from policies.corpus_cache import open_corpus
from tests.agent.judges.shop import CORPUS


def test_many_readers_that_begin_at_once_all_have_the_corpus(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: open_corpus(CORPUS, tmp_path), range(24)))
    assert {library.name for library in found} == {found[0].name}
    (kept,) = tmp_path.iterdir()
    assert kept.suffix == ".json"


def test_what_was_kept_reads_as_what_was_checked(tmp_path: Path) -> None:
    assert open_corpus(CORPUS, tmp_path).clauses == open_corpus(CORPUS, tmp_path).clauses


def test_a_damaged_one_is_written_anew(tmp_path: Path) -> None:
    first = open_corpus(CORPUS, tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9])
    assert open_corpus(CORPUS, tmp_path).clauses == first.clauses
    assert kept.read_bytes() == whole
