import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from retrieval.chroma_store import KEPT, open_chroma_store
from retrieval.errors import IndexDamaged, IndexUnwritable
from retrieval.vectors import open_vectors
from tests.retrieval.letter_embedder import Letters

TEXTS = ("cures illness", "paid partnership", "whole price", "cures illness")


def names(data_dir: Path, kind: str = "clauses") -> set[str]:
    with open_chroma_store(data_dir / "index", kind, "letters") as shelf:
        return {collection.name for collection in shelf.collections()}


def test_rows_stand_in_the_order_of_the_texts(tmp_path: Path) -> None:
    letters = Letters()
    np.testing.assert_allclose(
        open_vectors(tmp_path, "clauses", "v1", TEXTS, letters).matrix, letters.embed(TEXTS), atol=1e-6
    )


def test_an_unchanged_corpus_is_never_embedded_again(tmp_path: Path) -> None:
    first = open_vectors(tmp_path, "clauses", "v1", TEXTS, Letters()).matrix
    again = Letters()
    np.testing.assert_array_equal(open_vectors(tmp_path, "clauses", "v1", TEXTS, again).matrix, first)
    assert again.asked == []


def test_a_changed_corpus_embeds_only_what_changed(tmp_path: Path) -> None:
    first = open_vectors(tmp_path, "clauses", "v1", TEXTS, Letters()).matrix
    later = Letters()
    changed = open_vectors(tmp_path, "clauses", "v2", ("new words", *TEXTS[1:]), later).matrix
    assert later.asked == ["new words"]
    np.testing.assert_allclose(changed[1:], first[1:], atol=1e-6)


def test_equal_fingerprints_do_not_hide_other_texts(tmp_path: Path) -> None:
    open_vectors(tmp_path, "clauses", "v1", TEXTS, Letters())
    later = Letters()
    assert open_vectors(tmp_path, "clauses", "v1", (*TEXTS[:2], "new"), later).matrix.shape == (3, 27)
    assert later.asked == ["new"]
    assert len(names(tmp_path)) == 1


def test_another_embedder_shares_nothing(tmp_path: Path) -> None:
    open_vectors(tmp_path, "clauses", "v1", TEXTS, Letters())
    other = Letters("other letters")
    open_vectors(tmp_path, "clauses", "v1", TEXTS, other)
    assert sorted(other.asked) == sorted(set(TEXTS))


def test_a_half_written_collection_is_built_anew(tmp_path: Path) -> None:
    texts = [f"text number {'x' * n}" for n in range(600)]
    with pytest.raises(KeyboardInterrupt):
        open_vectors(tmp_path, "clauses", "v1", texts, Letters(dies_after=300))
    again = Letters()
    assert open_vectors(tmp_path, "clauses", "v1", texts, again).matrix.shape == (600, 27)
    assert len(again.asked) == 600
    assert len(names(tmp_path)) == 1


def test_progress_counts_up_to_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    texts = [f"text {n}" for n in range(600)]
    open_vectors(tmp_path, "clauses", "v1", texts[:100], Letters())
    open_vectors(tmp_path, "clauses", "v2", texts, Letters(), lambda done, total: seen.append((done, total)))
    assert seen == [(356, 600), (600, 600)]


def test_only_the_newest_of_a_kind_are_kept(tmp_path: Path) -> None:
    open_vectors(tmp_path, "precedents", "v0", TEXTS, Letters())
    for version in range(KEPT + 2):
        open_vectors(tmp_path, "clauses", f"v{version}", [*TEXTS, f"text {version}"], Letters())
    newest = Letters()
    open_vectors(tmp_path, "clauses", f"v{KEPT + 1}", [*TEXTS, f"text {KEPT + 1}"], newest)
    assert (len(names(tmp_path)), len(names(tmp_path, "precedents")), newest.asked) == (KEPT, 1, [])


def test_no_texts_make_an_empty_matrix(tmp_path: Path) -> None:
    stored = open_vectors(tmp_path, "clauses", "v1", (), Letters())
    assert stored.matrix.shape == (0, 27)
    assert stored.nearest(np.ones((2, 27), dtype=np.float32), 3) == ((), ())


def test_nearest_tells_every_row_of_a_text(tmp_path: Path) -> None:
    letters = Letters()
    stored = open_vectors(tmp_path, "precedents", "v1", TEXTS, letters)
    ((first, second, third),) = stored.nearest(letters.embed(["cures illnesses"]), 3)
    assert [first[0], second[0], third[0]] == [0, 3, 2]
    assert first[1] == pytest.approx(float((letters.embed([TEXTS[0]]) @ letters.embed(["cures illnesses"]).T).item()))


def test_a_damaged_index_names_the_folder_to_delete(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamaged, match=f"{tmp_path / 'index'} cannot be read .* delete that folder"):
        open_vectors(tmp_path, "clauses", "v1", TEXTS, Letters())


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexUnwritable, match="choose another data directory"):
        open_vectors(tmp_path / "file", "clauses", "v1", TEXTS, Letters())


def _open_in_a_process(data_dir: Path, answers: "multiprocessing.Queue[tuple[int, int]]") -> None:
    letters = Letters()
    matrix = open_vectors(data_dir, "clauses", "v1", [f"text {n}" for n in range(300)], letters).matrix
    answers.put((len(letters.asked), len(matrix)))


@pytest.mark.slow
def test_two_processes_take_turns(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[int, int]] = spawn.Queue()
    processes = [spawn.Process(target=_open_in_a_process, args=(tmp_path, answers)) for _ in range(2)]
    for process in processes:
        process.start()
    told = sorted(answers.get(timeout=60) for _ in processes)
    for process in processes:
        process.join(timeout=60)
    assert told == [(0, 300), (300, 300)]
