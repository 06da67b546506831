"""Imported rows become a dataset, all of them or none."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.verdict import Outcome
from eval.dataset.dataset import DatasetError, read_dataset
from eval.dataset.labelled_case import LabelledCase
from eval.imports.convert import ColumnMapping, to_labelled_cases, write_dataset
from eval.imports.formats import ImportFormat, detect_format, read_import

TEXT = "this tea cured my diabetes"
LANGFUSE = [
    {
        "id": "item-1",
        "status": "ACTIVE",
        "input": {"text": TEXT},
        "expectedOutput": {"outcome": "violation", "violated": ["CLM-1"]},
        "metadata": {"market": "US"},
        "datasetId": "d",
    },
    {"id": "item-2", "status": "ACTIVE", "input": "a blue mug", "expectedOutput": "no_violation", "metadata": None},
]
LANGSMITH = [
    {"id": "ex-1", "inputs": {"text": TEXT}, "outputs": {"label": "violation", "violated": "CLM-1; DSC-1"}},
    {
        "id": "ex-2",
        "inputs": {"text": "a blue mug"},
        "outputs": {"label": "no violation"},
        "metadata": {"language": "en"},
    },
]
PROMPTFOO = {
    "version": 3,
    "results": {
        "results": [
            {"vars": {"content": TEXT, "id": "t1"}, "testCase": {"assert": [{"type": "equals", "value": "violation"}]}},
            {"testCase": {"vars": {"content": "mug"}, "assert": [], "metadata": {"outcome": "no_violation"}}},
        ]
    },
}


def imported(tmp_path: Path, form: ImportFormat, text: str, **columns: Any) -> tuple[LabelledCase, ...]:
    path = tmp_path / "export"
    path.write_text(text, encoding="utf-8")
    cases = to_labelled_cases(read_import(path, form).rows, ColumnMapping.model_validate(columns))
    write_dataset(tmp_path / "out", cases, "export")
    assert read_dataset(tmp_path / "out").cases == cases
    return cases


def fields(cases: tuple[LabelledCase, ...]) -> list[tuple[str, str, Outcome | None, tuple[str, ...]]]:
    return [(c.id, c.case.content[0].text, c.gold.outcome, c.gold.violated) for c in cases]


def test_csv_with_named_columns(tmp_path: Path) -> None:
    table = 'nr,words,verdict,clauses,market\n7,"this tea, it cured me",bad,CLM-1,US\n8,a blue mug,fine,,\n'
    cases = imported(
        tmp_path,
        ImportFormat.CSV,
        table,
        id="nr",
        content="words",
        violated="clauses",
        outcomes={"bad": "violation", "fine": "no_violation"},
    )
    assert fields(cases) == [
        ("7", "this tea, it cured me", Outcome.VIOLATION, ("CLM-1",)),
        ("8", "a blue mug", Outcome.NO_VIOLATION, ()),
    ]
    assert (cases[0].case.market, cases[1].case.market) == ("US", None)


@pytest.mark.parametrize("text", [json.dumps(LANGFUSE), json.dumps({"data": LANGFUSE, "meta": {}})])
def test_langfuse(tmp_path: Path, text: str) -> None:
    cases = imported(tmp_path, ImportFormat.LANGFUSE, text)
    assert fields(cases) == [
        ("item-1", TEXT, Outcome.VIOLATION, ("CLM-1",)),
        ("item-2", "a blue mug", Outcome.NO_VIOLATION, ()),
    ]
    assert cases[0].case.market == "US"


@pytest.mark.parametrize("text", [json.dumps(LANGSMITH), "\n".join(map(json.dumps, LANGSMITH))])
def test_langsmith(tmp_path: Path, text: str) -> None:
    cases = imported(tmp_path, ImportFormat.LANGSMITH, text)
    assert fields(cases) == [
        ("ex-1", TEXT, Outcome.VIOLATION, ("CLM-1", "DSC-1")),
        ("ex-2", "a blue mug", Outcome.NO_VIOLATION, ()),
    ]
    assert cases[1].case.language == "en"


def test_promptfoo(tmp_path: Path) -> None:
    cases = imported(tmp_path, ImportFormat.PROMPTFOO, json.dumps(PROMPTFOO))
    assert fields(cases) == [("t1", TEXT, Outcome.VIOLATION, ()), ("row-2", "mug", Outcome.NO_VIOLATION, ())]


WHERE = {"live": True, "url": "https://shop.example/p/1", "replies_to": "Does it heal?"}
REPLY = {"text": "Yes!", "label": "violation"}
PROMPTFOO_TEST = {"assert": [{"type": "equals", "value": "violation"}], "metadata": WHERE}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            ImportFormat.CSV,
            "text,label,live,url,replies_to\nYes!,violation,yes,https://shop.example/p/1,Does it heal?\n",
        ),
        (ImportFormat.CSV, "Text;Label;Live;URL;Replies_To\nYes!;violation;1;https://shop.example/p/1;Does it heal?\n"),
        (ImportFormat.JSON, json.dumps([REPLY | WHERE])),
        (ImportFormat.JSON, json.dumps([{"label": "violation", **WHERE, "content": [{"id": "post", "text": "Yes!"}]}])),
        (ImportFormat.LANGFUSE, json.dumps([{"input": "Yes!", "expectedOutput": "violation", "metadata": WHERE}])),
        (
            ImportFormat.LANGSMITH,
            json.dumps([{"inputs": {"text": "Yes!", **WHERE}, "outputs": {"label": "violation"}}]),
        ),
        (
            ImportFormat.PROMPTFOO,
            json.dumps([{"vars": {"content": "Yes!"}, "testCase": PROMPTFOO_TEST}]),
        ),
    ],
)
def test_live_address_and_what_a_comment_answers_are_read(tmp_path: Path, form: ImportFormat, text: str) -> None:
    (labelled,) = imported(tmp_path, form, text)
    case, (item,) = labelled.case, labelled.case.content
    assert (case.live, case.url, item.text, item.replies_to) == (True, WHERE["url"], "Yes!", "Does it heal?")


def test_texts_of_a_list_say_themselves_what_they_answer(tmp_path: Path) -> None:
    content = [{"kind": "caption", "text": "A mug"}, {"kind": "comment", "text": "Yes!", "replies_to": "Is it blue?"}]
    row = {"content": content, "label": "violation", "replies_to": "of the row"}
    (labelled,) = imported(tmp_path, ImportFormat.JSON, json.dumps([row]))
    assert [item.replies_to for item in labelled.case.content] == [None, "Is it blue?"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"live": "soon"}, "entry 1: case.live: Input should be a valid boolean"),
        ({"url": "shop.example/p/1"}, "give the address of the post with https://, or leave it out"),
        ({"content": ["A mug", "Yes!"], "replies_to": "Is it blue?"}, "belongs to one text, and the content has 2"),
        ({"replies_to": 3}, "replies_to"),
    ],
)
def test_faulty_live_address_or_answer_is_named(tmp_path: Path, row: dict[str, Any], fault: str) -> None:
    with pytest.raises(DatasetError, match=fault):
        imported(tmp_path, ImportFormat.JSON, json.dumps([{"content": "A mug", "label": "violation", **row}]))


@pytest.mark.parametrize(
    ("form", "text", "fault"),
    [
        (ImportFormat.CSV, "text,outcome\nhello,maybe\n", 'line 2: "maybe" is not an outcome: map it with --map'),
        (ImportFormat.CSV, "text,outcome\n,violation\n", "line 2: text is empty: fill it in, or delete the row"),
        (ImportFormat.CSV, "words,outcome\nhello,violation\n", "name its field with --content"),
        (ImportFormat.CSV, "text,label\nhello,\n", "line 2: label is empty: fill it in, or delete the row"),
        (
            ImportFormat.CSV,
            "id,text,outcome\na,x,violation\na,y,violation\n",
            "line 3: another row has the id a already",
        ),
        (ImportFormat.CSV, "text,outcome\nhello,violation,more\n", "line 2 has more cells than the header"),
        (ImportFormat.CSV, "text,outcome\n", "has no rows"),
        (
            ImportFormat.LANGFUSE,
            "not json",
            "line 1, column 1: Expecting value (read as langfuse; --format names another format)",
        ),
        (ImportFormat.LANGSMITH, "[1]", "entry 1 is a number and should be an object"),
        (ImportFormat.PROMPTFOO, '{"results": {"outputs": []}}', "no list under results.results"),
        (
            ImportFormat.LANGFUSE,
            '[{"input": {"text": 7}, "expectedOutput": "violation"}]',
            "entry 1: the content is a number",
        ),
    ],
)
def test_faulty_row_is_named_with_its_location(tmp_path: Path, form: ImportFormat, text: str, fault: str) -> None:
    with pytest.raises(DatasetError) as raised:
        imported(tmp_path, form, text)
    assert fault in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_only_the_first_faults_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"text {n},maybe {n}\n" for n in range(50))
    with pytest.raises(DatasetError) as raised:
        imported(tmp_path, ImportFormat.CSV, f"text,outcome\n{rows}")
    assert str(raised.value).endswith("and 30 more")


def test_existing_dataset_is_not_overwritten(tmp_path: Path) -> None:
    imported(tmp_path, ImportFormat.CSV, "text,outcome\nhello,violation\n")
    with pytest.raises(DatasetError, match="name another --out"):
        imported(tmp_path, ImportFormat.CSV, "text,outcome\nhello,violation\n")
    with pytest.raises(DatasetError, match="name a file to import"):
        read_import(tmp_path / "none.csv", ImportFormat.CSV)


@pytest.mark.parametrize(
    ("table", "columns", "message"),
    [
        (
            "words,label\nhello,violation\n",
            {"content": "text"},
            'no row has a field "text"; choose another --content of',
        ),
        ("texts,label\nhello,violation\n", {"content": "text"}, "(did you mean texts?)"),
        ("text,label,content_date\nhello,violation,soon\n", {}, "line 2: case.content_date: "),
        ("text,label\nhello,violation\nmu\0g,violation\n", {}, "line 3: case.content.0.text: control character U+0000"),
    ],
)
def test_fault_has_its_place(tmp_path: Path, table: str, columns: dict[str, str], message: str) -> None:
    with pytest.raises(DatasetError) as raised:
        imported(tmp_path, ImportFormat.CSV, table, **columns)
    assert message in str(raised.value)


def test_content_may_be_as_long_as_a_case(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"text,label\n{'é' * 200_000},violation\n{'é' * 200_001},violation\n", encoding="utf-8")
    with pytest.raises(DatasetError) as raised:
        to_labelled_cases(read_import(path, ImportFormat.CSV).rows, ColumnMapping(), 200_000)
    assert str(raised.value) == (
        f"{path}: line 3: 200,001 characters of content, and a case has at most 200,000: split it"
    )


def test_usual_names_in_capitals_reasons_and_facts(tmp_path: Path) -> None:
    table = 'ID,Text,Label,Violated,Reason,Facts,Market\n7,mug,needs review,,"who, paid","{""price"": 3}",\n'
    (case,) = imported(tmp_path, ImportFormat.CSV, table)
    assert (case.id, case.gold.outcome, case.gold.reason, case.case.facts, case.case.market) == (
        "7",
        Outcome.NEEDS_REVIEW,
        "who, paid",
        {"price": 3},
        None,
    )


def test_clauses_as_a_json_list(tmp_path: Path) -> None:
    (case,) = imported(tmp_path, ImportFormat.CSV, 'text,label,violated\nmug,violation,"[""A-1"", ""B-1""]"\n')
    assert case.gold.violated == ("A-1", "B-1")


@pytest.mark.parametrize("cell", ["A-1; B-1", "A-1|B-1", "A-1 B-1", '"A-1\nB-1"', "\"['A-1', 'B-1']\"", '"[A-1, B-1]"'])
def test_clauses_in_one_cell(tmp_path: Path, cell: str) -> None:
    (case,) = imported(tmp_path, ImportFormat.CSV, f"text,label,violated\nmug,violation,{cell}\n")
    assert case.gold.violated == ("A-1", "B-1")


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        (["violation"], Outcome.VIOLATION),
        (["fine", "spam"], Outcome.VIOLATION),
        ("fine;unsure", Outcome.NEEDS_REVIEW),
        ("fine | spam", Outcome.VIOLATION),
        ("a, b", Outcome.NO_VIOLATION),
    ],
)
def test_strictest_of_several_labels_counts(tmp_path: Path, label: Any, outcome: Outcome) -> None:
    outcomes = {"spam": "violation", "fine": "no_violation", "unsure": "needs_review", "a, b": "no_violation"}
    text = json.dumps([{"text": "tea", "label": label}])
    assert [case.gold.outcome for case in imported(tmp_path, ImportFormat.JSON, text, outcomes=outcomes)] == [outcome]


def test_unknown_label_is_named_once_with_its_rows(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as raised:
        imported(tmp_path, ImportFormat.CSV, "text,label\na,ja\nb,nein\nc,ja\nd,ja;nein\n")
    first, second = str(raised.value).splitlines()
    assert first.endswith('line 2 and 2 more: "ja" is not an outcome: map it with --map "ja=violation" (or '
                          "no_violation, needs_review)")  # fmt: skip
    assert 'line 3: "nein" is not an outcome' in second


def test_nested_fields_are_named_by_their_path(tmp_path: Path) -> None:
    item = {"data": {"text": "tea"}, "annotations": '[{"result": [{"choices": ["violation"]}]}]'}
    path = "annotations.0.result.0.choices"
    (case,) = imported(tmp_path, ImportFormat.JSON, json.dumps([item]), content="data.text", outcome=path)
    assert (case.case.content[0].text, case.gold.outcome) == ("tea", Outcome.VIOLATION)


def test_paths_of_nested_fields_are_listed(tmp_path: Path) -> None:
    item = {"data": {"text": "tea"}, "annotations": [{"result": []}]}
    with pytest.raises(DatasetError, match=r"\(there are: data.text, annotations.0.result\)"):
        imported(tmp_path, ImportFormat.JSON, json.dumps([item]))


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": [{"type": "text", "text": "tea"}, {"type": "image_url"}]},
        {"type": "human", "data": {"content": "tea"}},
    ],
)
def test_messages_of_a_conversation(tmp_path: Path, message: dict[str, Any]) -> None:
    system = {"role": "system", "content": "Judge this."}
    text = json.dumps({"inputs": {"messages": [system, message]}, "outputs": {"label": "violation"}})
    (case,) = imported(tmp_path, ImportFormat.LANGSMITH, text)
    assert [item.text for item in case.case.content] == ["tea"]


def test_reference_to_a_file_is_no_content(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"the content is a reference to a file, file://a.txt: put its text in its"):
        imported(tmp_path, ImportFormat.CSV, "text,label\nfile://a.txt,violation\n")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("text,label\n", ImportFormat.CSV),
        (json.dumps({"text": "tea"}), ImportFormat.JSON),
        (json.dumps(LANGFUSE), ImportFormat.LANGFUSE),
        (json.dumps(LANGSMITH), ImportFormat.LANGSMITH),
        (json.dumps(PROMPTFOO), ImportFormat.PROMPTFOO),
    ],
)
def test_content_decides_the_format(text: str, form: ImportFormat) -> None:
    assert detect_format(text) is form


def test_encoding_is_named(tmp_path: Path) -> None:
    content = "text;label\nGröße;violation\n".encode("cp1252")
    with pytest.raises(DatasetError, match="stdin: not UTF-8 at byte 13, perhaps Latin-1"):
        read_import(Path("stdin"), content=content)
    assert read_import(Path("stdin"), content=content, encoding="cp1252").rows[0].fields["text"] == "Größe"


def test_label_of_another_type_is_mapped(tmp_path: Path) -> None:
    items = [{"input": "tea", "expectedOutput": True}, {"input": "mug", "expectedOutput": 0}]
    outcomes = {"true": "violation", "0": "no_violation"}
    cases = imported(tmp_path, ImportFormat.LANGFUSE, json.dumps(items), outcomes=outcomes)
    assert [case.gold.outcome for case in cases] == [Outcome.VIOLATION, Outcome.NO_VIOLATION]


def test_more_rows_than_a_dataset_may_have_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text,label\n" + "a,violation\n" * 100_001)
    with pytest.raises(DatasetError, match="more than 100,000 rows, and a dataset at most so many: import a sample"):
        read_import(path, ImportFormat.CSV)
