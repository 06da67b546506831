"""Imports a document: turns its bytes into a draft policy and what its owner must know about it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from policies.importer.drafting.clause_ids import id_prefix
from policies.importer.drafting.coverage import Span, SpanKind, characters_by_kind, coverage_spans
from policies.importer.drafting.draft import DraftStructure
from policies.importer.drafting.draft_clauses import draft_clauses
from policies.importer.drafting.example_lists import merge_example_passages
from policies.importer.drafting.front_matter import draft_front_matter
from policies.importer.drafting.passage_splitting import split_passage
from policies.importer.drafting.writing import write_draft
from policies.importer.files.conversion import convert, decode
from policies.importer.files.formats import TEXT_FORMATS, Format, UnreadableDocument, detect_format
from policies.importer.files.second_extraction import SecondExtraction
from policies.importer.structure.blocks import document_title, read_blocks
from policies.importer.structure.footnotes import attach_footnotes, take_footnotes
from policies.importer.structure.passages import read_passages
from policies.importer.structure.tree import build_tree

MAX_CHARACTERS = 2_000_000
MAX_LINES = 50_000
MAX_BRACKETS = 20_000  # as many as a policy may have
MAX_CLAUSES = 5_000
NO_RULE = "the document holds no rule: give one that says what is required, allowed or forbidden"


@dataclass(frozen=True)
class ImportedDocument:
    """`draft` is the policy file; `text` is the converted document, and `spans` cover each of its characters.
    `owner_notes` are triples: line of the draft, what it concerns, what to check. `omitted_texts` are what
    the conversion left out on purpose, by what they were. `missing_words` counts words that the converter lost."""

    id: str
    title: str
    file_format: Format
    draft: str
    text: str
    structure: DraftStructure
    spans: list[Span]
    owner_notes: list[tuple[int, str, str]]
    notes: list[str]
    omitted_texts: dict[str, str] = field(default_factory=dict)
    word_count: int = 0
    missing_words: Counter[str] = field(default_factory=Counter)

    @property
    def omitted_characters(self) -> dict[str, int]:
        return {name: len(text) for name, text in self.omitted_texts.items()}

    @property
    def characters_by_kind(self) -> dict[SpanKind, int]:
        return characters_by_kind(self.spans)


def import_document(content: bytes, name: str, today: date, prefix: str = "") -> ImportedDocument:
    """`name` is the file name, whose stem is the title if nothing else is. Raises UnreadableDocument."""
    file_format = detect_format(content, PurePath(name).suffix.lower())
    text, extraction = _read(content, file_format)
    _require_limits(text)
    is_marked_up = file_format not in (Format.TEXT, Format.PDF)
    blocks = read_blocks(text, is_marked_up)
    if not any(map(str.isalnum, "".join(block.text for block in blocks))):
        raise UnreadableDocument("the document contains no words: choose one with text")
    title = extraction.title or document_title(blocks) or PurePath(name).stem
    footnotes = take_footnotes(blocks)
    passages = [part for passage in read_passages(build_tree(footnotes.blocks)) for part in split_passage(passage)]
    passages = merge_example_passages(attach_footnotes(passages, footnotes))
    structure = draft_clauses(passages, prefix or id_prefix(title))
    if not structure.clauses:
        raise UnreadableDocument(NO_RULE)
    if len(structure.clauses) > MAX_CLAUSES:
        raise UnreadableDocument(
            f"the document has {len(structure.clauses):,} clauses: split it into parts of at most {MAX_CLAUSES:,}"
        )
    front_matter = draft_front_matter(text, title, today)
    draft = write_draft(front_matter, structure)
    return ImportedDocument(
        id=front_matter.id,
        title=front_matter.title,
        file_format=file_format,
        draft="\n".join(draft.lines) + "\n",
        text=text,
        structure=structure,
        spans=coverage_spans(text, structure),
        owner_notes=draft.owner_notes,
        notes=list(extraction.notes),
        omitted_texts=extraction.omitted,
        word_count=sum(extraction.words.values()),
        missing_words=extraction.missing_words(text),
    )


def _require_limits(text: str) -> None:
    for name, number, limit in (
        ("characters", len(text), MAX_CHARACTERS),
        ("lines", text.count("\n") + text.count("\f") + 1, MAX_LINES),
        ("opening brackets", text.count("["), MAX_BRACKETS),
    ):
        if number > limit:
            raise UnreadableDocument(f"the document has {number:,} {name}: split it into parts of at most {limit:,}")


def _read(content: bytes, file_format: Format) -> tuple[str, SecondExtraction]:
    if file_format in TEXT_FORMATS:
        text, guessed = decode(content)
        notes = ("the text is not UTF-8 and was read as Windows-1252: check its accented letters",) if guessed else ()
        extraction = SecondExtraction(Counter(), notes=notes)
    else:
        text, extraction = convert(content, file_format)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), extraction
