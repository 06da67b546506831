"""The report of a policy import: what was read, what became of it, and what the policy owner must check."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.importer.drafting.coverage import Span
    from policies.importer.drafting.draft import DraftClause
    from policies.importer.importing import ImportedDocument

MAX_EXAMPLE_WORDS = 12
MAX_OWNER_NOTES = 50
MAX_EXCERPT_CHARS = 60


def report_json(imported: "ImportedDocument", target: Path | None) -> str:
    """One JSON object, with the draft where it was not written to a file. Offsets count characters of the text that
    was read from the document."""
    fields: dict[str, Any] = {
        "id": imported.id,
        "title": imported.title,
        "format": imported.file_format,
        "file": str(target) if target else None,
        "characters": len(imported.text),
        "characters_by_kind": imported.characters_by_kind,
        "omitted": [
            {"start": span.start, "end": span.end, "reason": span.reason, "text": imported.text[span.start : span.end]}
            for span in _omitted(imported)
        ],
        "omitted_characters": imported.omitted_characters,
        "omitted_texts": imported.omitted_texts,
        "word_count": imported.word_count,
        "missing_words": dict(imported.missing_words.most_common()),
        "notes": imported.notes,
        "clauses": [_clause(clause) for clause in imported.structure.clauses],
        "owner_notes": [{"line": line, "where": where, "text": text} for line, where, text in imported.owner_notes],
    }
    return json.dumps(fields if target else {**fields, "draft": imported.draft}, ensure_ascii=False, indent=2)


def _clause(clause: "DraftClause") -> dict[str, Any]:
    return {
        "id": clause.id,
        "kind": clause.kind,
        "confidence": clause.confidence,
        "source_line": clause.passage.line,
        "references": clause.references,
    }


def print_report(imported: "ImportedDocument", source: Path, target: Path | None) -> None:
    """Prints on standard error, because the draft may go to standard output."""
    from cli.views.console import err, print_line

    for line in _report(imported, source, target):
        print_line(line, err)


def _report(imported: "ImportedDocument", source: Path, target: Path | None) -> "Iterator[str]":
    from cli.views.console import count

    kinds = Counter(str(clause.kind) for clause in imported.structure.clauses)
    clauses = ", ".join(count(number, kind) for kind, number in kinds.most_common())
    where = f" in {target}" if target else ""
    yield f"{source}: {imported.file_format}, {count(len(imported.text), 'character')}; draft with {clauses}{where}"
    yield "  " + ", ".join(f"{kind} {number:,}" for kind, number in imported.characters_by_kind.items())
    yield from _omissions(imported)
    for note in imported.notes:
        yield f"  note: {note}"
    notes = f"{count(len(imported.owner_notes), 'note')} for the policy owner"
    yield f"  {notes}, marked in the draft as # owner or <!-- owner: ... -->"
    for line, place, text in imported.owner_notes[:MAX_OWNER_NOTES]:
        yield f"  {target}:{line}: {place}: {text}" if target else f"  line {line}: {place}: {text}"
    if len(imported.owner_notes) > MAX_OWNER_NOTES:
        yield f"  and {len(imported.owner_notes) - MAX_OWNER_NOTES:,} more; --json and the draft contain all of them"


def _omissions(imported: "ImportedDocument") -> "Iterator[str]":
    from cli.views.console import count

    for reason, spans in _by_reason(_omitted(imported)).items():
        excerpt = " ".join(imported.text[spans[0].start : spans[0].end].split())[:MAX_EXCERPT_CHARS]
        yield f'  omitted, {reason}: {count(sum(s.end - s.start for s in spans), "character")}, such as "{excerpt}"'
    for name, text in imported.omitted_texts.items():
        excerpt = " ".join(text[: 10 * MAX_EXCERPT_CHARS].split())[:MAX_EXCERPT_CHARS]
        yield f'  not converted, {name}: {count(len(text), "character")}, such as "{excerpt}"'
    if imported.missing_words:
        missing = sum(imported.missing_words.values())
        examples = ", ".join(word for word, _ in imported.missing_words.most_common(MAX_EXAMPLE_WORDS))
        yield f"  missing after conversion: {missing:,} of {count(imported.word_count, 'word')} of the file: {examples}"


def _omitted(imported: "ImportedDocument") -> "list[Span]":
    return [span for span in imported.spans if span.reason]


def _by_reason(spans: "list[Span]") -> "dict[str, list[Span]]":
    grouped: dict[str, list[Span]] = {}
    for span in spans:
        grouped.setdefault(span.reason, []).append(span)
    return grouped
