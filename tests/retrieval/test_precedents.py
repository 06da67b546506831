import json
from pathlib import Path

import numpy as np
import pytest

from domain.evidence import Precedent
from retrieval.precedents import PrecedentFileError, SimilarPrecedent, open_precedent_index, read_precedents
from tests.retrieval.letter_embedder import LetterEmbedder

PRECEDENTS = (
    Precedent(id="1", text="cures illness", violated=("HLT-1",)),
    Precedent(id="2", text="whole price"),
    Precedent(id="3", text="cures illness"),
)


def test_most_similar_precedents_are_returned(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    (near,) = index.nearest(letters.embed(["cures illness"]), 2)
    assert [(n.precedent, round(n.similarity, 5)) for n in near] == [(PRECEDENTS[0], 1.0), (PRECEDENTS[2], 1.0)]
    assert isinstance(near[0], SimilarPrecedent)
    assert index.nearest(letters.embed([]), 2) == ()


def test_all_vectors_have_one_row_per_precedent(tmp_path: Path) -> None:
    letters = LetterEmbedder()
    index = open_precedent_index(tmp_path, PRECEDENTS, "v1", letters)
    np.testing.assert_allclose(index.all_vectors(), letters.embed([p.text for p in PRECEDENTS]), atol=1e-6)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_lines_end_with_a_line_feed_only_and_a_byte_order_mark_is_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "precedents.jsonl"
    lines = [{"id": "1", "text": f"cures{mark}illness", "violated": []}, {"id": "2", "text": "mug", "violated": []}]
    text = "\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_bytes(f"\ufeff{text}\n".encode())
    assert [precedent.text for precedent in read_precedents(path)[0]] == [f"cures{mark}illness", "mug"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text".encode("utf-16-le"), "precedents.jsonl: UTF-16, not UTF-8; save it as UTF-8"),
        (b'{"id": "\xe9"}', "precedents.jsonl: not UTF-8 at byte 8, perhaps Latin-1"),
        (b"null", "precedents.jsonl:1: not a precedent"),
        (b'\n"gold"', "precedents.jsonl:2: not a precedent"),
        (b"[" * 100_000, "precedents.jsonl:1: not a precedent"),
    ],
)
def test_fault_has_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "precedents.jsonl"
    path.write_bytes(content)
    with pytest.raises(PrecedentFileError, match=message):
        read_precedents(path)
