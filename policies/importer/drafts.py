"""A draft clause and a mark for its owner: what the steps of an import hand on."""

from dataclasses import dataclass, field

from domain.clause import ClauseKind, Relation
from policies.importer.blocks import Block
from policies.importer.passages import Passage, Path


@dataclass
class DraftClause:
    """`terms` are the words it defines. `marks` are what its owner must look at; `title` is empty where the source gave
    it none."""

    id: str
    kind: ClauseKind
    confidence: float
    passage: Passage
    number: Path
    title: str = ""
    terms: tuple[str, ...] = ()
    references: dict[Relation, list[str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text or self.passage.name

    def point(self, relation: Relation, target: str) -> None:
        """Refer to another clause, once and never to itself."""
        known = [other for targets in self.references.values() for other in targets]
        if target != self.id and target not in known:
            self.references.setdefault(relation, []).append(target)


@dataclass(frozen=True)
class Section:
    """A heading over clauses, or a piece of the introduction: words that bind nobody."""

    heading: Block | None
    blocks: tuple[Block, ...]
    depths: tuple[int, ...]
    after: str = ""
    mark: str = ""
