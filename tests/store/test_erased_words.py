"""Copies of erased content are found in files of every common form."""

import csv
import json
from pathlib import Path

import pytest

from domain.case import Case, ContentItem
from store.erased_words import files_with, words_of, words_of_id

TEXTS = ("Dieser Tee heilt “jede” Arthritis\nin drei Wochen", "ชาชนิดนี้รักษาโรคข้ออักเสบได้ในสามสัปดาห์", 'he said "short"')
CASE = Case(id="c", content=tuple(ContentItem(id=f"i{n}", text=text) for n, text in enumerate(TEXTS)))


@pytest.mark.parametrize("text", TEXTS[:2])
@pytest.mark.parametrize("form", ["plain", "json", "ascii json", "csv"])
def test_copy_is_found(tmp_path: Path, text: str, form: str) -> None:
    path = tmp_path / "runs" / "1" / "copy"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        match form:
            case "plain":
                file.write(f"before {text} after")
            case "csv":
                csv.writer(file).writerow(["a", text])
            case _:
                json.dump({"text": text}, file, ensure_ascii=form == "ascii json")
    (tmp_path / "empty").touch()
    (tmp_path / "other").write_text("nothing of it, only a short word")
    assert list(files_with(words_of([CASE]), [tmp_path, path])) == [
        (path, "holds words or the id of the erased creator")
    ]


@pytest.mark.parametrize("line", ['{"creator_id":"cr_ü"}', '{"creator_id": "cr_ü"}', '{"creator_id": "cr_\\u00fc"}'])
def test_copy_is_found_by_the_id_of_the_creator(tmp_path: Path, line: str) -> None:
    (tmp_path / "copy").write_text(line, encoding="utf-8")
    (tmp_path / "other").write_text('{"creator_id": "cr_ü2", "id": "cr_ü"}', encoding="utf-8")
    found = [path.name for path, _ in files_with(words_of_id("cr_ü"), [tmp_path])]
    assert found == ["copy"]


def test_short_texts_are_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "page").write_text("link in bio")
    words = words_of([Case(id="c", content=(ContentItem(id="i", text="link in bio"),))])
    assert (words, list(files_with(words, [tmp_path]))) == ((), [])


def test_only_the_longest_texts_are_looked_for() -> None:
    cases = [Case(id="c", content=(ContentItem(id="i", text=f"{n:03} " + "long text " * n),)) for n in range(1, 90)]
    words = words_of(cases)
    assert (len(words), max(map(len, words))) == (40, 60)


def test_copy_of_what_an_item_replied_to_is_found(tmp_path: Path) -> None:
    item = ContentItem(id="i1", text="Yes.", replies_to="Does this tea heal arthritis?")
    (tmp_path / "copy").write_text("Q: Does this tea heal arthritis?", encoding="utf-8")
    assert [path.name for path, _ in files_with(words_of([Case(id="c", content=(item,))]), [tmp_path])] == ["copy"]
