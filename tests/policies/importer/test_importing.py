"""An import accounts for every character, keeps every word, and writes a draft that loads."""

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clause import Relation
from policies.checks.check import check_library
from policies.checks.problem import Level
from policies.importer.drafting.coverage import NOT_PLACED
from policies.importer.files.formats import UnreadableDocument
from policies.importer.importing import ImportedDocument, import_document
from policies.importer.structure.blocks import Block, BlockKind
from policies.library import Library, load_library

TODAY = date(2026, 11, 24)
GUIDELINES = """\
# Community Guidelines

Version 2.1, effective March 3, 2025

- [Rules](#rules)

We love shopping.

## 1. Definitions

A "listing" means a page that sells a product.

## 2. Rules

### 2.1 Honest claims

Creators must not claim in a listing that a product heals. To disagree, see section 4 or section 9.

| Claim | Allowed |
|---|---|
| heals | no |

### 2.2 Authorised medicines

Section 2.1 does not apply to authorised medicines.

### 2.3 Sales

Do not sell:

1. weapons
2. drugs
   - also tea

{{> more.md}}

## 3. Consequences

Your account may be suspended.

## 4. Appeals

You may appeal within 14 days.
"""


def imported(text: str, name: str = "policy.md") -> ImportedDocument:
    return import_document(text.encode(), name, TODAY)


def loaded(draft: str) -> Library:
    with TemporaryDirectory() as folder:
        Path(folder, "draft.md").write_text(draft, encoding="utf-8")
        return load_library(Path(folder))


def errors(library: Library) -> list[str]:
    return [str(problem) for problem in check_library(library) if problem.level is Level.ERROR]


def block_text(block: Block) -> str:
    """A block's words, with the label that a line of a list keeps."""
    return block.number_text + block.text if block.kind is BlockKind.ITEM and block.text else block.text


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text))


def test_policy_becomes_clauses_with_ids_kinds_and_references() -> None:
    library = loaded(imported(GUIDELINES).draft)
    clauses = {clause.id: clause for clause in library.clauses}
    assert {id_: (clause.kind.value, clause.title) for id_, clause in clauses.items()} == {
        "CG-1": ("definition", "Definitions"),
        "CG-2.1": ("rule", "Honest claims"),
        "CG-2.2": ("exception", "Authorised medicines"),
        "CG-2.3": ("rule", "Sales"),
        "CG-3": ("consequence", "Consequences"),
        "CG-4": ("procedure", "Appeals"),
    }
    assert clauses["CG-2.1"].targets(Relation.EXCEPT) == ("CG-2.2",)
    assert clauses["CG-2.1"].targets(Relation.SEE) == ("CG-4", "CG-1")
    assert clauses["CG-2.3"].text == "Do not sell:\n\n1. weapons\n2. drugs\n  - also tea\n\n{{> more.md}}"
    assert errors(library) == []


def test_uncertain_parts_have_owner_notes_with_lines() -> None:
    result = imported(GUIDELINES)
    lines = result.draft.splitlines()
    assert [(where, text) for _, where, text in result.owner_notes] == [
        ("the front matter", "found in the text: check that it is the first day in force"),
        ("the front matter", "add markets if the policy does not apply everywhere"),
        (
            "the whole policy",
            "severity and points are defaults in all 2 rules: set them, and add examples and teaching",
        ),
        ("CG-2.1", "a table of 2 rows became a list: check that its meaning is unchanged"),
        ("CG-2.1", '"section 9" leads to no clause of this document: correct or remove it'),
        ("CG-2.3", '"{{> more.md}}" includes another text, which was not imported: write its content here'),
    ]
    assert all("owner:" in lines[line - 1] for line, _, _ in result.owner_notes)


def test_every_character_is_accounted_for() -> None:
    result = imported(GUIDELINES)
    assert sum(result.characters_by_kind.values()) == len(GUIDELINES)
    left_out = [(span.reason, GUIDELINES[span.start : span.end]) for span in result.spans if span.reason]
    assert left_out == [("the table of contents", "- [Rules](#rules)")]


def test_import_is_deterministic() -> None:
    assert imported(GUIDELINES).draft == imported(GUIDELINES).draft


def test_inserted_section_changes_no_existing_id() -> None:
    inserted = GUIDELINES.replace("## 3. Cons", "## On tone\n\nYou must be kind.\n\n## 3. Cons")
    before, after = ({c.title: c.id for c in loaded(imported(text).draft).clauses} for text in (GUIDELINES, inserted))
    assert {title: after[title] for title in before} == before
    assert after["On tone"] == "CG-5"


def test_plain_text_is_split_by_its_numbers() -> None:
    text = """\
                         SHOP POLICY
                         Version 3, 29 June 2007

 Preamble

  We wish everybody well.

  TERMS

  0. Words.

  "Shop" means our market.

  1. You must not sell fakes provided that:

    a) a fake is a copy, and

    b) nobody agreed to it.

  2. If you break section 1(b), your shop may be closed.
"""
    library = loaded(imported(text, "COPYING").draft)
    assert [(c.id, c.title, c.kind.value) for c in library.clauses] == [
        ("SP-0", "Words", "definition"),
        ("SP-1", "You must not sell fakes provided that", "rule"),
        ("SP-2", "If you break section 1(b), your shop may be …", "rule"),
    ]
    listed = "You must not sell fakes provided that:\n\n- a) a fake is a copy, and\n- b) nobody agreed to it."
    assert library.clauses[1].text == listed
    assert library.clauses[2].targets(Relation.SEE) == ("SP-1",)


SIGNS = [
    *"#_`[.: é\t\f\n\\",
    "##",
    "# ",
    "- ",
    "* ",
    "1. ",
    "2. ",
    "(a) ",
    "4.2 ",
    "Section 4 ",
    "> ",
    "```",
    "---",
    "===",
]
MARKS = [
    "    ",
    "| a |",
    "|---|",
    "**",
    "[x](y)",
    "](",
    "<b>",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "\n\n",
    "Title",
    "TITLE",
]
WORDS = ["word", "must", "means", '"Term" means a', "see section 4.2", "does not apply"]
MARKUP = st.sampled_from([*SIGNS, *MARKS, *WORDS])
TEXTS = st.one_of(st.lists(MARKUP, max_size=40).map("".join), st.text(max_size=80))


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(["a.md", "a.txt"]))
def test_any_text_is_accounted_for_and_its_draft_loads(text: str, name: str) -> None:
    try:
        result = imported(text, name)
    except UnreadableDocument:
        return
    assert [span.start for span in result.spans] == [0, *(span.end for span in result.spans)][:-1]
    assert sum(result.characters_by_kind.values()) == len(result.text)
    assert NOT_PLACED not in {span.reason for span in result.spans}
    library = loaded(result.draft)
    assert errors(library) == []
    texts = {clause.id: clause.text for clause in library.clauses}
    for clause in result.structure.clauses:
        text = "".join(block_text(block) for block in clause.passage.blocks)
        assert letters(texts[clause.id]) == letters(text or clause.passage.title)


@pytest.mark.parametrize("content", [b"", b" \n", b"---", "§ † ‡".encode()])
def test_document_without_words_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"empty|no words"):
        import_document(content, "a.md", TODAY)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["[", "<!-- ", "<script>", "*a ", '"a" ', "1. a\n", "# T\n\nYou must.\n\n", "see section 4 ", "    ", "({i}) "],
)
def test_large_repetitive_text_is_read(piece: str) -> None:
    """Or refused for its length at once."""
    try:
        result = imported("You must read this. " + piece * 20_000)
    except UnreadableDocument:
        return
    assert sum(result.characters_by_kind.values()) == len(result.text)


@pytest.mark.parametrize(
    "text",
    [
        "Weapons may not be shown. This does not apply to museums.",
        "Dilarang menjual rokok, kecuali diizinkan.",
        "Запрещается продавать табак, за исключением случаев, предусмотренных законом.",
        "Der Verkauf ist verboten, eine Ausnahme gilt für Museen.",
        "Do not show alcohol, except that wine may be shown.",
    ],
)
def test_rule_that_holds_its_exception_stays_a_rule(text: str) -> None:
    result = imported(f"# Rules\n\n1. Ads must be labelled.\n2. {text}\n", "rules.md")
    assert [(clause.kind, clause.references) for clause in result.structure.clauses] == [("rule", {}), ("rule", {})]


@pytest.mark.parametrize(
    "text",
    ["Rule 1 does not apply to museums, which must register.", "Creators who must register are exempt from rule 1."],
)
def test_exception_that_names_a_duty_stays_an_exception(text: str) -> None:
    result = imported(f"# Rules\n\n1. Ads must be labelled.\n2. {text}\n", "rules.md")
    assert [clause.kind for clause in result.structure.clauses] == ["rule", "exception"]


def test_paragraphs_of_japanese_articles() -> None:
    lines = ["規約", "第1章 総則", "第3条\uff08広告\uff09", "第1項 表示しなければならない。", "第2項 虚偽は禁止する。"]
    text = "\n\n".join([*lines, "第4条第1項 誇大は禁止する。"])
    assert [clause.id for clause in imported(text, "rules.txt").structure.clauses] == ["DOC-3.1", "DOC-3.2", "DOC-4.1"]


def test_name_without_a_suffix_may_be_markdown() -> None:
    assert imported("# Rules\n\nAds must be labelled.\n", "stdin").title == "Rules"


def test_link_to_a_numbered_heading_becomes_a_reference() -> None:
    text = "# Rules\n\n## 1. Ads\n\nAds must be labelled.\n\n## 2. Tea\n\nDo not sell tea, see [Ads](#1-Ads).\n"
    first, second = imported(text).structure.clauses
    assert second.references == {Relation.SEE: [first.id]}


def test_text_in_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="the encoding of the file is not known: save it as UTF-8"):
        import_document("規約\n\n第1条 たばこを販売してはならない。\n".encode("shift_jis"), "rules.txt", TODAY)
    western = import_document("Rules\n\n1. Do not sell “déjà vu”.\n".encode("cp1252"), "rules.txt", TODAY)
    assert [clause.text for clause in western.structure.clauses] == ["Do not sell “déjà vu”."]


def test_reference_to_an_inserted_article() -> None:
    lines = [
        "Rules",
        "Article 3. Ads",
        "Ads must be labelled.",
        "Article 3a. Tea",
        "Tea must be labelled.",
        "Article 4. It",
        "",
    ]
    text = "\n\n".join(lines)
    third, inserted, both = imported(f"{text}Both must be true, see Article 3a.\n", "rules.txt").structure.clauses
    assert (inserted.id, both.references) == ("RUL-3.101", {Relation.SEE: [inserted.id]})
    *_, both = imported(f"{text}Both must be true, see Article 3.\n", "rules.txt").structure.clauses
    assert both.references == {Relation.SEE: [third.id]}
