import pytest

from domain.clause import Clause, ClauseKind, Reference, Relation
from retrieval.references import referenced_clauses


def clause(clause_id: str, *references: Reference) -> Clause:
    return Clause(
        id=clause_id,
        policy_id="p",
        version="1",
        title=clause_id,
        text=clause_id,
        kind=ClauseKind.RULE,
        references=references,
    )


def to(target: str, relation: Relation = Relation.SEE) -> Reference:
    return Reference(relation=relation, target=target)


CLAUSES = {
    c.id: c
    for c in (
        clause("A-1", to("A-2", Relation.EXCEPT), to("D-1"), to("B-1", Relation.OVERRIDES)),
        clause("A-2", to("D-2")),
        clause("B-1"),
        clause("D-1", to("D-1"), to("A-1")),
        clause("D-2", to("D-3")),
        clause("D-3", to("D-4"), to("GONE-1")),
        clause("D-4"),
    )
}


@pytest.mark.parametrize(
    ("clause_ids", "steps", "referenced"),
    [
        (["A-1"], 3, ["A-2", "D-1", "D-2", "D-3"]),
        (["A-1"], 4, ["A-2", "D-1", "D-2", "D-3", "D-4"]),
        (["A-1"], 1, ["A-2", "D-1"]),
        (["A-1", "D-1"], 1, ["A-2"]),
        (["B-1"], 3, []),
        ([], 3, []),
    ],
)
def test_exceptions_and_definitions_are_included(clause_ids: list[str], steps: int, referenced: list[str]) -> None:
    result = referenced_clauses([CLAUSES[i] for i in clause_ids], CLAUSES, steps)
    assert [c.id for c in result] == referenced


def test_clauses_not_in_force_are_excluded() -> None:
    assert referenced_clauses([CLAUSES["A-1"]], {"D-1": CLAUSES["D-1"]}) == (CLAUSES["D-1"],)
