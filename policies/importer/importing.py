"""The import of a foreign document, on one page: bytes in, a draft policy and its report out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from policies.importer.clause_ids import prefix_of
from policies.importer.conversion import convert, decoded
from policies.importer.coverage import Fate, Span, account, totals
from policies.importer.draft_clauses import Drafted, draft_clauses, first_line
from policies.importer.errors import Unreadable
from policies.importer.formats import WRITTEN, Format, format_of
from policies.importer.front_matter import front_of
from policies.importer.passages import passages
from policies.importer.reading import read_blocks
from policies.importer.second_extraction import Witness
from policies.importer.splitting import parts
from policies.importer.tree import build_tree
from policies.importer.writing import write

MOST_CHARACTERS = 10_000_000


@dataclass(frozen=True)
class Imported:
    """`draft` is the policy in our form; `text` what was read, of which `spans` account for every character. `marks`
    are a line of the draft, where it belongs, and what the owner must look at; `missing` are words of the file that the
    converter did not bring, with how often."""

    id: str
    title: str
    form: Format
    draft: str
    text: str
    drafted: Drafted
    spans: list[Span]
    marks: list[tuple[int, str, str]]
    notes: list[str]
    dropped: dict[str, int] = field(default_factory=dict)
    words: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def totals(self) -> dict[Fate, int]:
        return totals(self.spans)


def import_document(content: bytes, name: str, today: date, prefix: str = "") -> Imported:
    """`name` is the file's, for its suffix and as a title of last resort. Raises Unreadable."""
    form = format_of(content, PurePath(name).suffix.lower())
    text, witness = _read(content, form)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"the document has {len(text):,} characters: cut it into parts of {MOST_CHARACTERS:,} at most")
    marked = form not in (Format.TEXT, Format.PDF)
    blocks = read_blocks(text, marked)
    if not any(map(str.isalnum, "".join(block.text for block in blocks))):
        raise Unreadable("the document holds no words: name one that does")
    title = first_line(blocks) or witness.title or PurePath(name).stem
    found = [part for passage in passages(build_tree(blocks)) for part in parts(passage)]
    drafted = draft_clauses(found, prefix or prefix_of(title))
    front = front_of(text, title, today)
    sheet = write(front, drafted)
    return Imported(
        id=front.id,
        title=front.title,
        form=form,
        draft="\n".join(sheet.lines) + "\n",
        text=text,
        drafted=drafted,
        spans=account(text, drafted),
        marks=sheet.marks,
        notes=list(witness.notes),
        dropped=witness.dropped,
        words=sum(witness.words.values()),
        missing=witness.missing(text),
    )


def _read(content: bytes, form: Format) -> tuple[str, Witness]:
    if form in WRITTEN:
        text, guessed = decoded(content)
        notes = ("the text is not UTF-8; it was read as Windows-1252: look at its accents",) if guessed else ()
        witness = Witness(Counter(), notes=notes)
    else:
        text, witness = convert(content, form)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), witness
