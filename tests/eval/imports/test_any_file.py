"""Whatever a file holds, an import reads it or says in a DatasetError what is wrong."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.dataset.dataset import DatasetError, read_dataset
from eval.imports.convert import ColumnMapping, to_labelled_cases, write_dataset
from eval.imports.formats import ImportFormat, read_import

EXPORT_KEYS = ["data", "examples", "results", "testCase", "vars", "assert", "type", "value", "status", "kind"]
ITEM_KEYS = ["input", "expectedOutput", "inputs", "outputs", "output", "metadata", "id", "text", "label", "content"]
CASE_KEYS = ["violated", "facts", "market", "content_date", "reason", "creator_id", "live", "url", "replies_to"]
KEYS = st.sampled_from([*EXPORT_KEYS, *ITEM_KEYS, *CASE_KEYS])
WORDS = st.sampled_from(
    [
        "equals",
        "assert-set",
        "contains",
        "violation",
        "no_violation",
        "ARCHIVED",
        "{{ label }}",
        '{"text": "a"}',
        "[1]",
        "\ud800",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)
CELLS = st.lists(st.sampled_from([*',;\t|"\r\n ab\0\u2028', "text", "label", "violation", "sep=;", "é"]), max_size=40)


FAST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.mark.parametrize("field", ["id", "label", "text", "reason", "violated", "market", "facts", "\ud800"])
def test_lone_surrogate(tmp_path: Path, field: str) -> None:
    item = {"input": {"text": "a"}, "metadata": {field: "\ud800"}, "expectedOutput": "violation"}
    (tmp_path / "file").write_text(json.dumps([item]))
    import_file(tmp_path / "file", ImportFormat.LANGFUSE)


def import_file(path: Path, form: ImportFormat) -> None:
    with suppress(DatasetError):
        cases = to_labelled_cases(read_import(path, form).rows, ColumnMapping(), 1000)
        with TemporaryDirectory() as folder:
            write_dataset(Path(folder) / "out", cases, "a")
            assert read_dataset(Path(folder) / "out").cases == cases


@pytest.mark.parametrize("form", [form for form in ImportFormat if form is not ImportFormat.CSV])
@FAST
@given(entries=st.lists(st.dictionaries(KEYS, VALUES, max_size=5) | VALUES, max_size=3), wrapped=VALUES)
def test_any_json(tmp_path: Path, form: ImportFormat, entries: list[object], wrapped: object) -> None:
    path = tmp_path / "file"
    results = {"results": {"results": entries}, "data": entries, "examples": entries}
    for text in (json.dumps(results), json.dumps(wrapped), "\n".join(map(json.dumps, entries))):
        path.write_text(text)
        import_file(path, form)


@FAST
@given(cells=CELLS)
def test_any_table(tmp_path: Path, cells: list[str]) -> None:
    (tmp_path / "file").write_bytes(("text,label\na,violation\n" + "".join(cells)).encode())
    import_file(tmp_path / "file", ImportFormat.CSV)
    (tmp_path / "file").write_bytes("".join(cells).encode())
    import_file(tmp_path / "file", ImportFormat.CSV)


@FAST
@given(content=st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_dataset(tmp_path: Path, content: bytes) -> None:
    manifest = 'name = "a"\nprotocol = "cases"\nlicence = "a"\nattribution = "a"\n'
    for name in ("cases.jsonl", "split.json", "dataset.toml"):
        (tmp_path / "dataset.toml").write_text(manifest)
        (tmp_path / "cases.jsonl").write_text('{"id": "a", "content": "b", "gold": {"outcome": "violation"}}')
        (tmp_path / "split.json").write_text('{"dev": [], "test": []}')
        (tmp_path / name).write_bytes(content)
        with suppress(DatasetError):
            read_dataset(tmp_path)
