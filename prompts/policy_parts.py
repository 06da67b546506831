"""The policy in a prompt: what cases share (contents and definitions), and the rules that one case is judged by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.clause import Clause, ClauseKind, Relation
from prompts.shortening import nearest_passages, text_tokens

MAX_CONTENTS_TOKENS = 1_500  # the bundled policies need 900
MAX_DEFINITIONS_TOKENS = 2_500  # all definitions are shown, in the part that cases share, if they fit; the bundled do

ClausesById = Mapping[str, Clause]


@dataclass(frozen=True)
class ShownClause:
    """`text`: of a long clause only the passages nearest the post. `missing_facts`: those without which no violation
    can be proved. `by_facts`: code has found the rule violated by the facts, so that only its exceptions are judged."""

    clause: Clause
    text: str
    missing_facts: tuple[str, ...] = ()
    by_facts: bool = False


@dataclass(frozen=True)
class AskedClauses:
    """The rules to judge, the likeliest first, and their open exceptions."""

    rules: tuple[ShownClause, ...]
    exceptions: tuple[ShownClause, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(shown.clause.id for shown in (*self.rules, *self.exceptions))


def contents(in_force: ClausesById, nearest: Sequence[str]) -> list[dict[str, str]]:
    """Values of `parts/contents.j2`: the id and title of each rule in force, in policy order. Of a large corpus only
    those nearest the content, as many as `MAX_CONTENTS_TOKENS` hold; `nearest` are ids, the nearest first."""
    rules = [clause for clause in in_force.values() if clause.kind is ClauseKind.RULE]
    ranked = rules if _line_tokens(rules) <= MAX_CONTENTS_TOKENS else _first(in_force, nearest)
    shown = {clause.id for clause in ranked}
    return [{"id": clause.id, "title": clause.title} for clause in rules if clause.id in shown]


def _first(in_force: ClausesById, nearest: Sequence[str]) -> list[Clause]:
    chosen: list[Clause] = []
    room = MAX_CONTENTS_TOKENS
    for clause in (in_force[name] for name in nearest if name in in_force):
        room -= _line_tokens([clause])
        if room < 0:
            break
        chosen.append(clause)
    return chosen


def _line_tokens(clauses: Iterable[Clause]) -> int:
    return sum(text_tokens(clause.id, clause.title) + 1 for clause in clauses)


def definitions(in_force: ClausesById, asked: AskedClauses) -> dict[str, object]:
    """Values of `parts/definitions.j2` and of `parts/rules.j2`: all definitions in force in the shared part if they
    fit, else those that the asked clauses refer to, beside them."""
    known = [clause for clause in in_force.values() if clause.kind is ClauseKind.DEFINITION]
    if _definition_tokens(known) <= MAX_DEFINITIONS_TOKENS:
        return {"definitions": [_definition(clause) for clause in known], "used_definitions": []}
    names = {name for shown in (*asked.rules, *asked.exceptions) for name in shown.clause.targets(Relation.SEE)}
    used = [clause for clause in known if clause.id in names]
    return {"definitions": [], "used_definitions": [_definition(clause) for clause in used]}


def _definition_tokens(clauses: Iterable[Clause]) -> int:
    return sum(text_tokens(clause.id, clause.title, clause.text) for clause in clauses)


def _definition(clause: Clause) -> dict[str, str]:
    return {"id": clause.id, "title": clause.title, "text": nearest_passages(clause.text, "")}


def prefix_tokens(in_force: ClausesById, nearest: Sequence[str]) -> int:
    """An estimate for the part that cases share."""
    known = [clause for clause in in_force.values() if clause.kind is ClauseKind.DEFINITION]
    rules = [clause for clause in in_force.values() if clause.kind is ClauseKind.RULE]
    return min(_line_tokens(rules), MAX_CONTENTS_TOKENS) + min(_definition_tokens(known), MAX_DEFINITIONS_TOKENS)


def asked_rules(asked: AskedClauses, in_force: ClausesById) -> dict[str, object]:
    """Values of `parts/rules.j2`."""
    open_exceptions = {shown.clause.id for shown in asked.exceptions}
    return {
        "rules": [_rule(shown, open_exceptions, in_force) for shown in asked.rules],
        "exceptions": [
            {"id": shown.clause.id, "title": shown.clause.title, "text": shown.text} for shown in asked.exceptions
        ],
    }


def _rule(shown: ShownClause, open_exceptions: set[str], in_force: ClausesById) -> dict[str, object]:
    clause = shown.clause
    see = [name for name in clause.targets(Relation.SEE) if _is_definition(name, in_force)]
    return {
        "id": clause.id,
        "title": clause.title,
        "text": shown.text,
        "exceptions": [name for name in clause.targets(Relation.EXCEPT) if name in open_exceptions],
        "definitions": see,
        "missing_facts": [name.removeprefix("facts.") for name in shown.missing_facts],
        "by_facts": shown.by_facts,
    }


def _is_definition(name: str, in_force: ClausesById) -> bool:
    return name in in_force and in_force[name].kind is ClauseKind.DEFINITION
