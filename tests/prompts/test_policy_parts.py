"""The part of the policies that cases share holds the exceptions of many rules, which are not shown twice."""

from domain.clause import Clause, ClauseKind, Reference, Relation
from prompts.policy_parts import AskedClauses, ShownClause, asked_rules, definitions, prefix_tokens, shared_exceptions


def clause(name: str, *exceptions: str, kind: ClauseKind = ClauseKind.RULE, text: str = "Do not.") -> Clause:
    references = tuple(Reference(relation=Relation.EXCEPT, target=target) for target in exceptions)
    return Clause(id=name, policy_id="p", version="1", title=name, text=text, kind=kind, references=references)


def policies(long: str = "Unless it is true.") -> dict[str, Clause]:
    rules = [clause("R-1", "E-1", "E-2"), clause("R-2", "E-1", "E-2"), clause("R-3", "E-1")]
    exceptions = [clause(name, kind=ClauseKind.EXCEPTION, text=long) for name in ("E-1", "E-2")]
    return {each.id: each for each in (*rules, *exceptions)}


def test_exception_of_three_rules_is_shown_in_the_shared_part_alone() -> None:
    in_force = policies()
    rule, *exceptions = (ShownClause(in_force[name], in_force[name].text) for name in ("R-1", "E-1", "E-2"))
    asked = AskedClauses((rule,), (*exceptions,))
    assert [each.id for each in shared_exceptions(in_force)] == ["E-1"]
    assert definitions(in_force, asked)["shared_exceptions"] == [
        {"id": "E-1", "title": "E-1", "text": "Unless it is true."}
    ]
    values = asked_rules(asked, in_force)
    assert values["exceptions"] == [{"id": "E-2", "title": "E-2", "text": "Unless it is true."}]
    assert [each["exceptions"] for each in values["rules"]] == [["E-1", "E-2"]]  # type: ignore[attr-defined]


def test_shared_part_has_room_for_so_much() -> None:
    long = policies(long="Unless it is true. " * 400)
    assert shared_exceptions(long) == ()
    assert prefix_tokens(policies()) > prefix_tokens(long) > 0
