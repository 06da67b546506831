"""What each clause of a library lacks by itself: markets that exist, a check that compiles, examples, teaching."""

from collections.abc import Iterator

from domain.clause import Clause, ClauseKind, Proof, Relation
from policies.checks.problem import Level, Problem, place
from policies.library import Library
from policies.parsing.cel import CheckSyntaxError, compile_check
from policies.parsing.diagnostics import one_of


def unknown_markets(library: Library) -> Iterator[Problem]:
    owners = [(place(document), document.markets) for document in library.documents]
    owners += [(clause.key, clause.markets) for clause in library.clauses]
    for where, markets in owners if library.markets else ():
        for market in sorted(markets - library.markets.keys()):
            yield Problem(Level.ERROR, where, f'unknown market "{market}"', one_of(market, sorted(library.markets)))


def broken_checks(library: Library) -> Iterator[Problem]:
    for clause in library.clauses:
        try:
            if clause.check is not None:
                compile_check(clause.check)
        except CheckSyntaxError as error:
            yield Problem(Level.ERROR, clause.key, f"the check `{clause.check}` does not compile", str(error))


def unproven_rules(library: Library) -> Iterator[Problem]:
    for clause in library.clauses:
        if clause.proof is Proof.FACTS and clause.check is None:
            remedy = "add a section ### Check, or drop the field proof"
            yield Problem(Level.ERROR, clause.key, "only facts prove a breach of it, and no check reads any", remedy)


def rules_without_examples(library: Library) -> Iterator[Problem]:
    for rule in _own_rules(library):
        for name, examples in (("Breaks it", rule.violating_examples), ("Keeps it", rule.compliant_examples)):
            if not examples:
                remedy = f"add a section ### {name}, one example a line; five or more help the embedded judge"
                yield Problem(Level.WARNING, rule.key, f'the rule has no examples under "{name}"', remedy)


def rules_without_teaching(library: Library) -> Iterator[Problem]:
    for rule in _own_rules(library):
        parts = rule.teaching
        read = {"Why": parts and parts.why, "How to fix": parts and parts.fix}
        read["Appeal evidence"] = parts and parts.appeal_evidence
        for name in (name for name, part in read.items() if not part):
            message = f'the rule has no section "{name}"'
            yield Problem(Level.WARNING, rule.key, message, "add it, for it is what a creator is told")


def unused_exceptions(library: Library) -> Iterator[Problem]:
    used = {target for clause in library.clauses for target in clause.targets(Relation.EXCEPT)}
    for clause in library.clauses:
        if clause.kind is ClauseKind.EXCEPTION and clause.id not in used and not library.foreign:
            remedy = f"write - **except**: {clause.id} in the rules that it can excuse"
            yield Problem(Level.WARNING, clause.key, "no rule refers to this exception", remedy)


def _own_rules(library: Library) -> Iterator[Clause]:
    """The rules whose form has a place for examples and teaching."""
    return (clause for clause in library.clauses if clause.kind is ClauseKind.RULE and not library.foreign)
