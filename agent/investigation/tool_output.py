"""What a tool tells a model of clauses, precedents and a creator, within bounds; what others wrote is fenced."""

from collections.abc import Iterator, Sequence

from domain.clause import Clause, Relation
from domain.evidence import Precedent
from domain.signals import SignalReading
from prompts.fence import Fence
from prompts.parts import history_lines, standing_lines
from prompts.untrusted import one_line, shortened

MOST_TEXT = 1200
MOST_PAST = 20


def clause_told(evidence_id: str, clause: Clause) -> str:
    excuses = clause.targets(Relation.EXCEPT)
    exceptions = f"\nExceptions: {', '.join(excuses)}." if excuses else ""
    return f"[{evidence_id}] {clause.id} ({clause.kind.value}) {clause.title}\n{_line(clause.text)}{exceptions}"


def versions_told(clause: Clause, versions: Sequence[Clause]) -> Iterator[str]:
    """The other versions, which do not bind this case."""
    for other in versions:
        if other.version != clause.version:
            period = f"from {other.effective_from or 'the beginning'} to {other.effective_to or 'no end'}"
            yield f"Not in force here: {other.id}, version {other.version}, {period}\n{_line(other.text)}"


def precedent_told(evidence_id: str, precedent: Precedent, fence: Fence) -> str:
    outcome = f"broke {', '.join(precedent.violated)}" if precedent.violated else "broke nothing"
    return f"{fence.around(f'precedent {evidence_id}', shortened(precedent.text, MOST_TEXT)).text}\nIt {outcome}."


def creator_told(reading: SignalReading, fence: Fence, *, history: bool) -> str:
    if reading.signals is None:
        return f"Not known: {reading.condition.value}."
    lines = history_lines(reading.signals) if history else standing_lines(reading.signals)
    name = "S2, the creator's record" if history else "S1, the creator"
    return fence.around(name, "\n".join([*lines][:MOST_PAST])).text


def _line(text: str) -> str:
    return shortened(one_line(text), MOST_TEXT)
