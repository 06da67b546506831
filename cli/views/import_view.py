"""The report of an import: what was read, what became of it, and what its owner must look at."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.importer.coverage import Span
    from policies.importer.drafts import DraftClause
    from policies.importer.importing import Imported

MOST_SHOWN = 12
MOST_MARKS = 50
LONGEST_EXCERPT = 60


def as_object(imported: "Imported", target: Path | None) -> str:
    """One JSON object; the draft is in it where no file holds it. Offsets count characters of the converted text."""
    fields: dict[str, Any] = {
        "id": imported.id,
        "title": imported.title,
        "format": imported.form,
        "file": str(target) if target else None,
        "characters": len(imported.text),
        "account": imported.totals,
        "left_out": [
            {"start": span.start, "end": span.end, "reason": span.reason, "text": imported.text[span.start : span.end]}
            for span in _left_out(imported)
        ],
        "dropped_before": imported.dropped,
        "words_of_the_file": imported.words,
        "words_not_converted": dict(imported.missing.most_common()),
        "notes": imported.notes,
        "clauses": [_clause(clause) for clause in imported.drafted.clauses],
        "marks": [{"line": line, "where": where, "text": text} for line, where, text in imported.marks],
    }
    return json.dumps(fields if target else {**fields, "draft": imported.draft}, ensure_ascii=False, indent=2)


def _clause(clause: "DraftClause") -> dict[str, Any]:
    return {
        "id": clause.id,
        "kind": clause.kind,
        "confidence": clause.confidence,
        "line_of_the_text": clause.passage.line,
        "references": clause.references,
    }


def print_report(imported: "Imported", source: Path, target: Path | None) -> None:
    """On standard error, for the draft may go to standard output."""
    from cli.views.console import err

    for line in _report(imported, source, target):
        err.print(line, markup=False, soft_wrap=True)


def _report(imported: "Imported", source: Path, target: Path | None) -> "Iterator[str]":
    from cli.views.layout import count

    kinds = Counter(str(clause.kind) for clause in imported.drafted.clauses)
    told = ", ".join(count(number, kind) for kind, number in kinds.most_common())
    yield f"{source}: {imported.form} of {count(len(imported.text), 'character')}, drafted as {told}" + (
        f" in {target}" if target else ""
    )
    yield "  " + ", ".join(f"{fate} {number:,}" for fate, number in imported.totals.items())
    for reason, spans in _grouped(_left_out(imported)).items():
        excerpt = " ".join(imported.text[spans[0].start : spans[0].end].split())[:LONGEST_EXCERPT]
        yield f'  left out, {reason}: {count(sum(s.end - s.start for s in spans), "character")}, such as "{excerpt}"'
    for name, number in imported.dropped.items():
        yield f"  never converted, {name}: {count(number, 'character')}"
    if imported.missing:
        lost = sum(imported.missing.values())
        examples = ", ".join(word for word, _ in imported.missing.most_common(MOST_SHOWN))
        yield f"  the converter did not bring {lost:,} of {count(imported.words, 'word')} of the file: {examples}"
    for note in imported.notes:
        yield f"  note: {note}"
    yield f"  {count(len(imported.marks), 'mark')} for its owner, each on its line as # owner or <!-- owner: ... -->"
    for line, where, text in imported.marks[:MOST_MARKS]:
        yield f"  {target}:{line}: {where}: {text}" if target else f"  line {line}: {where}: {text}"
    if len(imported.marks) > MOST_MARKS:
        yield f"  and {len(imported.marks) - MOST_MARKS:,} more, all of them in the draft and under --json"


def _left_out(imported: "Imported") -> "list[Span]":
    return [span for span in imported.spans if span.reason]


def _grouped(spans: "list[Span]") -> "dict[str, list[Span]]":
    grouped: dict[str, list[Span]] = {}
    for span in spans:
        grouped.setdefault(span.reason, []).append(span)
    return grouped
