import json
from pathlib import Path

import pytest

import eval as package
from domain.verdict import Outcome
from eval.dataset.dataset import BUNDLED, DatasetError, DatasetProtocol, SplitIds, read_dataset
from eval.dataset.labelled_case import Gold

MANIFEST = 'name = "Ours"\nprotocol = "{}"\nlicence = "CC0-1.0"\nattribution = "us"\n'
LINE = {"id": "a", "case": {"content": [{"id": "c", "text": "one\u2028two"}]}, "gold": {"outcome": "no_violation"}}
SIMPLE = {
    "id": "p",
    "content": "a statement",
    "context": {"surface": "forum"},
    "scope": "s/1",
    "group": "g",
    "gold": {"outcome": "violation", "clauses": ["s/1/3"]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, LINE)
    return tmp_path


def write(folder: Path, *lines: object, protocol: str = "cases") -> None:
    (folder / "dataset.toml").write_text(MANIFEST.format(protocol), encoding="utf-8")
    text = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "cases.jsonl").write_text(text, encoding="utf-8")


def messages(folder: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        read_dataset(folder)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_id_of_the_line_is_the_default_case_id(folder: Path) -> None:
    write(folder, LINE, LINE | {"id": "b", "case": {"id": "own", **LINE["case"]}})  # type: ignore[dict-item]
    read = read_dataset(folder)
    assert [(c.id, c.case.id, c.case.content[0].text) for c in read.cases] == [
        ("a", "a", "one\u2028two"),
        ("b", "own", "one\u2028two"),
    ]
    assert read.lines == (1, 3)


def test_without_split_file_all_cases_are_one_split(folder: Path) -> None:
    read = read_dataset(folder)
    assert (read.splits, read.split_of("a"), read.cases_in("all")) == (("all",), "all", read.cases)


def test_split_file_assigns_the_cases(folder: Path) -> None:
    write(folder, LINE, LINE | {"id": "b"}, LINE | {"id": "c"})
    (folder / "split.json").write_text('{"dev": ["b"], "test": ["a"], "held_out": ["X-1"]}')
    read = read_dataset(folder)
    assert read.split_ids == SplitIds(dev=("b",), test=("a",), held_out=("X-1",))
    assert [(split, [c.id for c in read.cases_in(split)]) for split in read.splits] == [("dev", ["b"]), ("test", ["a"])]
    assert read.split_of("c") is None


def test_simple_format_is_read(folder: Path) -> None:
    write(folder, SIMPLE, SIMPLE | {"id": "q", "gold": {"answer": "yes", "clauses": ["s/1/4"]}}, protocol="retrieval")
    read = read_dataset(folder)
    assert read.manifest.protocol is DatasetProtocol.RETRIEVAL
    first, second = read.cases
    assert (first.case.id, first.case.scope, first.group, first.case.content[0].text) == (
        "p",
        "s/1",
        "g",
        "a statement",
    )
    assert first.gold == Gold(outcome=Outcome.VIOLATION, violated=("s/1/3",), clauses=("s/1/3",))
    assert second.gold == Gold(clauses=("s/1/4",))


def test_relevant_clauses_of_a_compliant_case_are_not_violated(folder: Path) -> None:
    write(folder, SIMPLE | {"gold": {"outcome": "no_violation", "clauses": ["s/1/3"]}}, protocol="retrieve")
    assert read_dataset(folder).cases[0].gold == Gold(outcome=Outcome.NO_VIOLATION, clauses=("s/1/3",))


def test_every_faulty_line_is_reported(folder: Path) -> None:
    lines = [
        "{",
        json.dumps(LINE | {"tags": ["odd"]}),
        json.dumps({"id": "x", "case": {}, "gold": {}}),
        json.dumps(LINE | {"colour": 1}),
        "[]",
    ]
    (folder / "cases.jsonl").write_text("\n".join(lines))
    listed = messages(folder)
    assert [line.split(": ")[0] for line in listed] == [f"cases.jsonl:{n}" for n in (1, 2, 3, 4, 5)]
    assert listed[1].startswith("cases.jsonl:2: tags.0: Input should be 'plain', 'near-miss', ")
    assert listed[2] == (
        "cases.jsonl:3: case: the case has neither content nor facts: give at least one content item with text"
    )
    assert listed[3] == "cases.jsonl:4: colour: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("dataset.toml", 'name = "x', "dataset.toml: broken, "),
        ("dataset.toml", 'name = "x"', "dataset.toml: protocol: Field required"),
        ("split.json", "{", "split.json: broken, "),
        ("split.json", '{"dev": []}', "split.json: test: Field required"),
        ("cases.jsonl", "\n", "cases.jsonl: there are no cases; write one per line"),
    ],
)
def test_broken_file_is_reported(folder: Path, file: str, text: str, expected: str) -> None:
    (folder / file).write_text(text)
    assert messages(folder)[0].startswith(expected)


def test_byte_order_marks_are_read(folder: Path) -> None:
    (folder / "split.json").write_text('{"dev": ["a"], "test": []}')
    expected = read_dataset(folder)
    for file in folder.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_dataset(folder) == expected


@pytest.mark.parametrize("file", ["dataset.toml", "split.json", "cases.jsonl"])
def test_other_encodings_are_one_line(folder: Path, file: str) -> None:
    (folder / file).write_bytes("text".encode("utf-16-le"))
    assert messages(folder) == [f"{file}: UTF-16, not UTF-8; save it as UTF-8"]


def test_deep_nesting_and_many_faults_are_bounded(folder: Path) -> None:
    (folder / "cases.jsonl").write_text("[" * 100_000 + "\n" + "{}\n" * 50)
    listed = messages(folder)
    assert (len(listed), listed[0]) == (21, "cases.jsonl:1: too deeply nested; write one case per line")
    assert listed[-1].startswith("and ")


@pytest.mark.slow
def test_more_cases_than_can_be_held_are_refused(folder: Path) -> None:
    line = json.dumps(SIMPLE)
    (folder / "cases.jsonl").write_text(f"{line}\n" * 100_001)
    assert messages(folder) == ["cases.jsonl: more than 100,000 cases: split the dataset, or draw a sample"]


def test_file_that_is_too_large_is_refused(folder: Path) -> None:
    with (folder / "cases.jsonl").open("wb") as file:
        file.truncate(129 * 1024**2)
    assert messages(folder) == ["cases.jsonl: 129 MiB, at most 128: split it, or draw a sample"]


def test_missing_manifest_is_reported(folder: Path) -> None:
    (folder / "dataset.toml").unlink()
    expected = "dataset.toml: No such file or directory; a dataset is a folder with dataset.toml and cases.jsonl"
    assert messages(folder) == [expected]


def test_other_encoding_is_reported(folder: Path) -> None:
    (folder / "cases.jsonl").write_bytes(b'{"id": "\xe6"}')
    assert messages(folder) == ["cases.jsonl: not UTF-8 at byte 8, perhaps Latin-1 or Windows-1252; save it as UTF-8"]


def test_bundled_dataset_is_in_the_package() -> None:
    assert BUNDLED.is_relative_to(Path(package.__file__).parent)
    read = read_dataset(BUNDLED)
    assert (read.manifest.name, read.manifest.full, read.splits) == ("Creator governance", True, ("dev", "test"))
