"""Langfuse and LangSmith exports as they are."""

import json

import pytest

from eval.imports.json_exports import read_json, read_langfuse, read_langsmith
from eval.imports.rows import read_objects

ITEM = {"id": "a", "input": "tea", "expectedOutput": "violation"}


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\u2028\u2029\x85"])
def test_lines_end_with_a_line_feed_only(mark: str) -> None:
    items = [ITEM | {"input": f"tea{mark}mug"}, ITEM]
    for line_end in ("\n", "\r\n", "\n\n"):
        text = line_end.join(json.dumps(item, ensure_ascii=False) for item in items)
        assert [row.fields["input"] for row in read_langfuse(text).rows] == [f"tea{mark}mug", "tea"]


@pytest.mark.parametrize("text", [json.dumps(ITEM), json.dumps([ITEM]), json.dumps({"data": [ITEM]}, indent=2)])
def test_one_item_alone_in_a_list_or_under_data(text: str) -> None:
    (row,) = read_langfuse(text).rows
    assert row.fields == ITEM


def test_texts_that_hold_objects_are_opened() -> None:
    item = {
        "id": "a",
        "input": '{"text": "tea"}',
        "expectedOutput": ' {"label": "violation"}',
        "metadata": '{"market":',
    }
    (row,) = read_langfuse(json.dumps(item)).rows
    assert (row.fields["text"], row.fields["label"], row.fields["input"]) == ("tea", "violation", '{"text": "tea"}')
    (row,) = read_langsmith(json.dumps({"inputs": '{"text": "{mug}"}', "outputs": '["x"]'})).rows
    assert (row.fields["text"], row.fields["outputs"]) == ("{mug}", ["x"])


def test_archived_items_are_left_out_and_told() -> None:
    read = read_langfuse(json.dumps([ITEM, *({"id": f"o{n}", "status": "ARCHIVED"} for n in range(7))]))
    assert [row.fields["id"] for row in read.rows] == ["a"]
    assert read.notes == ("left out as archived: o0, o1, o2, o3, o4 and 2 more",)


def test_snake_case_and_traces() -> None:
    (item,) = read_langfuse(json.dumps([{"input": "tea", "expected_output": "violation"}])).rows
    assert (item.fields["expectedOutput"], item.hint) == ("violation", "")
    (trace,) = read_langfuse(json.dumps([{"input": "tea", "output": "violation", "metadata": {}}])).rows
    assert "output" not in trace.fields
    assert "it is a trace" in trace.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"data": null}', "there is no list under data: data is null"),
        ('{"data": {"a": 1}}', "there is no list under data: data is an object"),
        ('"text"', "there is no list under data: the file is text"),
        ("null", "there is no list under data: the file is null"),
        ("[null]", "entry 1 is null and should be an object"),
        ('[{"id": "a"}, "text"]', "entry 2 is text and should be an object"),
        ('{"data": [{}, [1]]}', "entry 2 is a list and should be an object"),
        ('{"id": "a"}\nnull\n', "line 2 is null and should be an object"),
        ('{"id": "a"}\n\n{"id": \n', "line 4, column 1: Expecting value"),
        ('{"id": "a"}\n{"id": "\u0001"}', "line 2, column 9: Invalid control character at"),
        ("[\n{]", "line 2, column 2: Expecting property name"),
        ("[" * 100_000, "too deeply nested"),
    ],
)
def test_faults_have_their_place(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(read_objects(text, "data"))


@pytest.mark.parametrize("between", ["", " ", "\n", ",\n", "\r", "\r\n\r\n", "\n\x1e"])
@pytest.mark.parametrize("indent", [None, 1])
def test_objects_one_after_another(between: str, indent: int | None) -> None:
    text = between.join(json.dumps(ITEM | {"id": name}, indent=indent) for name in "abc")
    assert [row.fields["id"] for row in read_langfuse(text).rows] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "text", [json.dumps([ITEM]), json.dumps({"items": [ITEM], "total": 1}), json.dumps(ITEM), f"{json.dumps(ITEM)}\n"]
)
def test_json_of_any_tool(text: str) -> None:
    assert [row.fields for row in read_json(text).rows] == [ITEM]


def test_what_an_annotator_rejected_is_left_out_and_told() -> None:
    read = read_json(
        "\n".join(json.dumps(ITEM | {"id": word, "answer": word}) for word in ("accept", "reject", "ignore"))
    )
    assert [row.fields["id"] for row in read.rows] == ["accept"]
    assert read.notes == ("left out as rejected or ignored by the annotator: reject, ignore",)


def test_langfuse_table_of_json() -> None:
    table = (
        'id,input,expectedOutput,metadata,status\n1,"{""text"":""tea""}",violation,null,ACTIVE\n2,tea,x,null,ARCHIVED\n'
    )
    read = read_langfuse(table)
    assert [(row.location, row.fields["text"]) for row in read.rows] == [("line 2", "tea")]
    assert read.notes == ("left out as archived: 2",)
