"""The draft of a policy: its clauses and the sections around them."""

from dataclasses import dataclass, field

from domain.clause import ClauseKind, Relation
from policies.importer.drafting.example_lists import NO_EXAMPLES, Examples
from policies.importer.drafting.penalties import PenaltyLadder
from policies.importer.structure.blocks import Block
from policies.importer.structure.passages import NumberPath, Passage


@dataclass
class DraftClause:
    """`terms` are those it defines. `owner_notes` say what its owner must check. `title` is set if the source has none
    and it was taken from the text. `markets` are those of the headings above it; `examples` and `ladder` were read from
    its text."""

    id: str
    kind: ClauseKind
    confidence: float
    passage: Passage
    number: NumberPath
    title: str = ""
    markets: tuple[str, ...] = ()
    examples: Examples = NO_EXAMPLES
    ladder: PenaltyLadder | None = None
    terms: tuple[str, ...] = ()
    references: dict[Relation, list[str]] = field(default_factory=dict)
    owner_notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text or self.passage.title

    @property
    def text_places(self) -> tuple[int, ...]:
        """The places of the blocks of its text: without those that are only examples, if the others are complete."""
        places = tuple(place for place in range(len(self.passage.blocks)) if place not in self.examples.places)
        texts = [text for place in places if (text := self.passage.blocks[place].text)]
        return places if texts and not texts[-1].endswith(":") else tuple(range(len(self.passage.blocks)))

    def add_reference(self, relation: Relation, target: str) -> None:
        """Adds a reference to another clause, unless there is one already."""
        known = [other for targets in self.references.values() for other in targets]
        if target != self.id and target not in known:
            self.references.setdefault(relation, []).append(target)


@dataclass(frozen=True)
class DraftSection:
    """A heading over clauses, or a part of the introduction, which is not binding. `after` is the clause before it."""

    heading: Block | None
    blocks: tuple[Block, ...]
    depths: tuple[int, ...]
    after: str = ""
    owner_note: str = ""


@dataclass(frozen=True)
class DraftStructure:
    """`sections` are the introduction and the headings that are no clause's title."""

    clauses: tuple[DraftClause, ...]
    sections: tuple[DraftSection, ...]
