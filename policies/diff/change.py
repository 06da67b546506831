"""The values of a comparison: what changed in a clause, in a policy and in the corpus."""

from collections import Counter
from enum import StrEnum

from pydantic import computed_field

from domain.base import FrozenModel


class ChangeKind(StrEnum):
    """The kinds of change, in the order of reports. `stricter` and `milder` concern severity and points."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    STRICTER = "stricter"
    MILDER = "milder"
    KIND = "kind"
    MARKETS = "markets"
    SCOPE = "scope"
    PERIOD = "period"
    REFERENCES = "references"
    CHECK = "check"
    TEACHING = "teaching"
    TRANSLATIONS = "translations"
    REVIEW_REASONS = "review_reasons"
    CLASSIFICATION = "classification"
    EXAMPLES = "examples"
    LADDER = "ladder"
    VERSION = "version"


class Op(StrEnum):
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    ADDED = "added"


class Span(FrozenModel):
    """A run of words, joined by spaces."""

    op: Op
    text: str


class TextChange(FrozenModel):
    """The unchanged and removed spans make up the old text, the unchanged and added spans the new one."""

    kind: ChangeKind
    field: str
    spans: tuple[Span, ...]


class ValueChange(FrozenModel):
    """A value that replaces another; None means no value."""

    kind: ChangeKind
    field: str
    before: str | None
    after: str | None


class ListChange(FrozenModel):
    """Removed and added items of a list."""

    kind: ChangeKind
    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


FieldChange = TextChange | ValueChange | ListChange


class ClauseChange(FrozenModel):
    """`previous_id` is set if the id changed; `kind` if the whole clause was added or removed. Then `changes` hold its
    content."""

    id: str
    title: str
    previous_id: str | None = None
    kind: ChangeKind | None = None
    changes: tuple[FieldChange, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def kinds(self) -> tuple[ChangeKind, ...]:
        """Each kind of change once; only `added` or `removed` for a whole clause."""
        kinds = {self.kind} if self.kind else {change.kind for change in self.changes}
        return tuple(kind for kind in ChangeKind if kind in kinds)


class PolicyChange(FrozenModel):
    """`kind` is set if the whole policy was added or removed; `changes` concern its head and its ladder."""

    id: str
    title: str
    kind: ChangeKind | None = None
    changes: tuple[FieldChange, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()


class CorpusDiff(FrozenModel):
    """`before` and `after` name the two sides; `changes` concern the corpus itself. Unchanged parts are left out."""

    before: str
    after: str
    changes: tuple[FieldChange, ...] = ()
    policies: tuple[PolicyChange, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def counts(self) -> dict[ChangeKind, int]:
        """The number of clauses with each kind of change."""
        numbers = Counter(kind for clause in self.clauses for kind in clause.kinds)
        return {kind: numbers[kind] for kind in ChangeKind if numbers[kind]}

    @property
    def clauses(self) -> tuple[ClauseChange, ...]:
        return tuple(clause for policy in self.policies for clause in policy.clauses)

    def __bool__(self) -> bool:
        return bool(self.changes or self.policies)
