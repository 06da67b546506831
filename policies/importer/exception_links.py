"""Links exceptions that name no rule to the rules they stand under or behind."""

import re
from collections.abc import Sequence

from domain.clause import ClauseKind, Relation
from policies.importer.draft import DraftClause
from policies.importer.passages import Passage

MAX_LINKED_RULES = 12
_HEADING = re.compile(
    r"(?:(?:general |limited |permitted )?(?:exceptions?|exemptions?|exclusions?|carve-?outs?)(?: (?:to|from|and"
    r"|for|apply)\b.{0,60})?"
    r"|when (?:this|these|the).{0,40} (?:do|does) not apply|what is (?:exempt|not covered)|例外.{0,20}|除外.{0,20}"
    r"|예외.{0,20}|ข้อยกเว้น.{0,20}"
    r"|pengecualian.{0,20}|ngoại lệ.{0,20}|excepciones?.{0,20}|exceç(?:ão|ões).{0,20}|ausnahmen?.{0,20}"
    r"|eccezioni.{0,20})[.:]?",
    re.IGNORECASE,
)


def is_exceptions_heading(passage: Passage) -> bool:
    """Whether its title, or one above it, is "Exceptions" or the like."""
    return any(_HEADING.fullmatch(title.strip()) for title in (passage.title, *passage.section_titles))


def link_exceptions(clauses: Sequence[DraftClause]) -> None:
    linked = {target for clause in clauses for target in clause.references.get(Relation.EXCEPT, [])}
    before: list[DraftClause] = []
    for clause in clauses:
        if clause.kind is ClauseKind.RULE:
            before.append(clause)
        if clause.kind is not ClauseKind.EXCEPTION or clause.id in linked:
            continue
        if is_exceptions_heading(clause.passage):
            _link_to_section(clause, before)
        else:
            _link_to_rule_before(clause, before)


def _link_to_section(exception: DraftClause, before: Sequence[DraftClause]) -> None:
    """Under "Exceptions", it belongs to the rules of the section that the heading is in."""
    titles = [title.strip() for title in (*exception.passage.section_titles, exception.passage.title)]
    depth = next(n for n, title in enumerate(titles) if _HEADING.fullmatch(title))
    section = exception.passage.position[:depth]
    rules = [rule for rule in before if rule.passage.position[: len(section)] == section]
    if not rules or len(rules) > MAX_LINKED_RULES:
        exception.owner_notes.append(
            "it names no rule: add its id under **except** in the rules that it can exempt from"
        )
        return
    for rule in rules:
        rule.add_reference(Relation.EXCEPT, exception.id)
    names = ", ".join(rule.id for rule in rules)
    exception.owner_notes.append(f"it names no rule and was linked to those of its section ({names}): check each")


def _link_to_rule_before(exception: DraftClause, before: Sequence[DraftClause]) -> None:
    """An exception that names no rule most likely belongs to the rule before it in its section."""
    rule = before[-1] if before else None
    if rule and rule.passage.position[:1] == exception.passage.position[:1]:
        rule.add_reference(Relation.EXCEPT, exception.id)
        exception.owner_notes.append(f"it names no rule and was linked to {rule.id}, which it follows: check it")
    else:
        exception.owner_notes.append(
            "it names no rule: add its id under **except** in the rules that it can exempt from"
        )
