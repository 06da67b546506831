"""The policy in a prompt: what cases share (contents and definitions), and the rules that one case is judged by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.clause import Clause, ClauseKind, Relation
from prompts.shortening import nearest_passages, text_tokens

MAX_CONTENTS_TOKENS = 1_500  # the bundled policies need 900
MAX_SHARED_TOKENS = 1_200  # of exceptions that many rules share
MIN_SHARING_RULES = 3
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


@dataclass(frozen=True, eq=False)
class _SameClauses:
    """A key of a cache: equal to the very same clauses in the same order. To hash their words would take longer."""

    clauses: tuple[Clause, ...]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.clauses)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameClauses) and [*map(id, self.clauses)] == [*map(id, other.clauses)]


@dataclass(frozen=True)
class _CommonPart:
    """What depends on the clauses in force alone, with estimates of tokens."""

    rules: tuple[Clause, ...]
    rules_tokens: int
    definitions: tuple[Clause, ...]
    definitions_tokens: int
    exceptions: tuple[Clause, ...]
    exceptions_tokens: int


def _common_part(in_force: ClausesById) -> _CommonPart:
    return _read_common_part(_SameClauses((*in_force.values(),)))


@lru_cache(maxsize=64)  # of each day, market and scope
def _read_common_part(in_force: _SameClauses) -> _CommonPart:
    rules = tuple(clause for clause in in_force.clauses if clause.kind is ClauseKind.RULE)
    known = tuple(clause for clause in in_force.clauses if clause.kind is ClauseKind.DEFINITION)
    shared = tuple(_shared_exceptions(in_force.clauses, rules))
    return _CommonPart(rules, _line_tokens(rules), known, _full_tokens(known), shared, _full_tokens(shared))


def contents(in_force: ClausesById, nearest: Sequence[str]) -> list[dict[str, str]]:
    """Values of `parts/contents.j2`: the id and title of each rule in force, in policy order. Of a large corpus only
    those nearest the content, as many as `MAX_CONTENTS_TOKENS` hold; `nearest` are ids, the nearest first."""
    common = _common_part(in_force)
    ranked = common.rules if common.rules_tokens <= MAX_CONTENTS_TOKENS else _first(in_force, nearest)
    shown = {clause.id for clause in ranked}
    return [{"id": clause.id, "title": clause.title} for clause in common.rules if clause.id in shown]


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
    fit, else those that the asked clauses refer to, beside them; and the exceptions that many rules share."""
    common = _common_part(in_force)
    shared = {"shared_exceptions": [_exception(clause, clause.text) for clause in common.exceptions]}
    if common.definitions_tokens <= MAX_DEFINITIONS_TOKENS:
        return {"definitions": [*map(_definition, common.definitions)], "used_definitions": [], **shared}
    names = {name for shown in (*asked.rules, *asked.exceptions) for name in shown.clause.targets(Relation.SEE)}
    used = [clause for clause in common.definitions if clause.id in names]
    return {"definitions": [], "used_definitions": [*map(_definition, used)], **shared}


def shared_exceptions(in_force: ClausesById) -> tuple[Clause, ...]:
    """The exceptions that the most rules in force refer to, at least `MIN_SHARING_RULES`, as many as
    `MAX_SHARED_TOKENS` hold, in policy order. Most cases ask about one of their rules, so cases share their text."""
    return _common_part(in_force).exceptions


def _shared_exceptions(in_force: Sequence[Clause], rules: Sequence[Clause]) -> Iterator[Clause]:
    exceptions = {clause.id: clause for clause in in_force if clause.kind is ClauseKind.EXCEPTION}
    uses = Counter(name for rule in rules for name in {*rule.targets(Relation.EXCEPT)} & exceptions.keys())
    often = [name for name in uses if uses[name] >= MIN_SHARING_RULES]
    chosen: set[str] = set()
    room = MAX_SHARED_TOKENS
    for name in sorted(often, key=lambda name: (-uses[name], name)):
        room -= _full_tokens([exceptions[name]])
        if room < 0:
            break
        chosen.add(name)
    return (clause for clause in exceptions.values() if clause.id in chosen)


def _full_tokens(clauses: Iterable[Clause]) -> int:
    return sum(text_tokens(clause.id, clause.title, clause.text) for clause in clauses)


def _exception(clause: Clause, text: str) -> dict[str, str]:
    return {"id": clause.id, "title": clause.title, "text": text}


def _definition(clause: Clause) -> dict[str, str]:
    return {"id": clause.id, "title": clause.title, "text": nearest_passages(clause.text, "")}


def prefix_tokens(in_force: ClausesById) -> int:
    """An estimate for the part that cases share."""
    common = _common_part(in_force)
    shown = min(common.rules_tokens, MAX_CONTENTS_TOKENS) + min(common.definitions_tokens, MAX_DEFINITIONS_TOKENS)
    return shown + common.exceptions_tokens


def asked_rules(asked: AskedClauses, in_force: ClausesById) -> dict[str, object]:
    """Values of `parts/rules.j2`."""
    open_exceptions = {shown.clause.id for shown in asked.exceptions}
    shared = {clause.id for clause in shared_exceptions(in_force)}
    return {
        "rules": [_rule(shown, open_exceptions, in_force) for shown in asked.rules],
        "exceptions": [
            _exception(shown.clause, shown.text) for shown in asked.exceptions if shown.clause.id not in shared
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
