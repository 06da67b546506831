import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from retrieval.chroma_store import MAX_COLLECTIONS, open_chroma_store
from retrieval.errors import IndexDamaged, IndexUnwritable
from retrieval.vectors import open_vectors
from tests.retrieval.letter_embedder import LetterEmbedder

TEXTS = ("cures illness", "paid partnership", "whole price", "cures illness")


def names(data_dir: Path, kind: str = "clauses") -> set[str]:
    with open_chroma_store(data_dir / "index", kind, "letters") as store:
        return {collection.name for collection in store.collections()}


def test_rows_are_in_the_order_of_the_texts(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    np.testing.assert_allclose(
        open_vectors(tmp_path, "clauses", "v1", TEXTS, letters).matrix, letters.embed(TEXTS), atol=1e-6
    )


def test_unchanged_corpus_is_not_embedded_again(tmp_path: Path) -> None:
    first = open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder()).matrix
    again = LetterEmbedder()
    np.testing.assert_array_equal(open_vectors(tmp_path, "clauses", "v1", TEXTS, again).matrix, first)
    assert again.embedded == []


def test_only_changed_texts_are_embedded(tmp_path: Path) -> None:
    first = open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder()).matrix
    later = LetterEmbedder()
    changed = open_vectors(tmp_path, "clauses", "v2", ("new words", *TEXTS[1:]), later).matrix
    assert later.embedded == ["new words"]
    np.testing.assert_allclose(changed[1:], first[1:], atol=1e-6)


def test_changed_text_is_embedded_despite_an_equal_fingerprint(tmp_path: Path) -> None:
    open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder())
    later = LetterEmbedder()
    assert open_vectors(tmp_path, "clauses", "v1", (*TEXTS[:2], "new"), later).matrix.shape == (3, 27)
    assert later.embedded == ["new"]
    assert len(names(tmp_path)) == 1


def test_embedders_share_no_vectors(tmp_path: Path) -> None:
    open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder())
    other = LetterEmbedder("other letters")
    open_vectors(tmp_path, "clauses", "v1", TEXTS, other)
    assert sorted(other.embedded) == sorted(set(TEXTS))


def test_incomplete_collection_is_built_again(tmp_path: Path) -> None:
    texts = [f"text number {'x' * n}" for n in range(600)]
    with pytest.raises(KeyboardInterrupt):
        open_vectors(tmp_path, "clauses", "v1", texts, LetterEmbedder(fails_after=300))
    again = LetterEmbedder()
    assert open_vectors(tmp_path, "clauses", "v1", texts, again).matrix.shape == (600, 27)
    assert len(again.embedded) == 600
    assert len(names(tmp_path)) == 1


def test_progress_counts_all_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    texts = [f"text {n}" for n in range(600)]
    open_vectors(tmp_path, "clauses", "v1", texts[:100], LetterEmbedder())
    open_vectors(tmp_path, "clauses", "v2", texts, LetterEmbedder(), lambda done, total: seen.append((done, total)))
    assert seen == [(356, 600), (600, 600)]


def test_only_the_newest_collections_of_a_kind_are_stored(tmp_path: Path) -> None:
    open_vectors(tmp_path, "precedents", "v0", TEXTS, LetterEmbedder())
    for version in range(MAX_COLLECTIONS + 2):
        open_vectors(tmp_path, "clauses", f"v{version}", [*TEXTS, f"text {version}"], LetterEmbedder())
    newest = LetterEmbedder()
    open_vectors(tmp_path, "clauses", f"v{MAX_COLLECTIONS + 1}", [*TEXTS, f"text {MAX_COLLECTIONS + 1}"], newest)
    assert (len(names(tmp_path)), len(names(tmp_path, "precedents")), newest.embedded) == (MAX_COLLECTIONS, 1, [])


def test_no_texts_give_an_empty_matrix(tmp_path: Path) -> None:
    stored = open_vectors(tmp_path, "clauses", "v1", (), LetterEmbedder())
    assert stored.matrix.shape == (0, 27)
    assert stored.nearest(np.ones((2, 27), dtype=np.float32), 3) == ((), ())


def test_nearest_returns_every_row_of_a_text(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    stored = open_vectors(tmp_path, "precedents", "v1", TEXTS, letters)
    ((first, second, third),) = stored.nearest(letters.embed(["cures illnesses"]), 3)
    assert [first[0], second[0], third[0]] == [0, 3, 2]
    assert first[1] == pytest.approx(float((letters.embed([TEXTS[0]]) @ letters.embed(["cures illnesses"]).T).item()))


def test_damaged_index_is_reported_with_the_folder_to_delete(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamaged, match=f"{tmp_path / 'index'} cannot be read .* delete that folder"):
        open_vectors(tmp_path, "clauses", "v1", TEXTS, LetterEmbedder())


def test_unwritable_data_directory_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexUnwritable, match="choose another data directory"):
        open_vectors(tmp_path / "file", "clauses", "v1", TEXTS, LetterEmbedder())


def open_in_a_process(data_dir: Path, results: "multiprocessing.Queue[tuple[int, int]]") -> None:
    letters = LetterEmbedder()
    matrix = open_vectors(data_dir, "clauses", "v1", [f"text {n}" for n in range(300)], letters).matrix
    results.put((len(letters.embedded), len(matrix)))


@pytest.mark.slow
def test_second_process_waits_for_the_first(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[tuple[int, int]] = spawn.Queue()
    processes = [spawn.Process(target=open_in_a_process, args=(tmp_path, results)) for _ in range(2)]
    for process in processes:
        process.start()
    counts = sorted(results.get(timeout=60) for _ in processes)
    for process in processes:
        process.join(timeout=60)
    assert counts == [(0, 300), (300, 300)]
