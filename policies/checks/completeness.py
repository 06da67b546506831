"""Finds what single clauses lack: known markets, a valid check, examples, teaching."""

from collections.abc import Iterator

from domain.clause import Clause, ClauseKind, Proof, Relation
from domain.subject import Subject
from policies.checks.problem import Level, Problem, policy_key
from policies.library import Library
from policies.parsing.cel import CheckSyntaxError, compile_check
from policies.parsing.diagnostics import suggest


def unknown_markets(library: Library) -> Iterator[Problem]:
    owners = [(policy_key(document), document.markets) for document in library.documents]
    owners += [(clause.key, clause.markets) for clause in library.clauses]
    for where, markets in owners if library.markets else ():
        for market in sorted(markets - library.markets.keys()):
            yield Problem(Level.ERROR, where, f'unknown market "{market}"', suggest(market, sorted(library.markets)))


def invalid_checks(library: Library) -> Iterator[Problem]:
    for clause in library.clauses:
        try:
            if clause.check is not None:
                compile_check(clause.check)
        except CheckSyntaxError as error:
            yield Problem(Level.ERROR, clause.key, f"the check `{clause.check}` does not compile", str(error))


def facts_proof_without_check(library: Library) -> Iterator[Problem]:
    for clause in library.clauses:
        if clause.proof is Proof.FACTS and clause.check is None:
            remedy = "add a section ### Check, or remove the field proof"
            yield Problem(Level.ERROR, clause.key, "only facts can prove a violation, but it has no check", remedy)


def rules_without_examples(library: Library) -> Iterator[Problem]:
    """Rules about accounts are decided on facts, or by a person."""
    for rule in (rule for rule in _rules_with_sections(library) if rule.subject is Subject.POST):
        for name, examples in (
            ("Violating examples", rule.violating_examples),
            ("Compliant examples", rule.compliant_examples),
        ):
            if not examples:
                remedy = f"add a section ### {name}, one example a line; five or more help the local judge"
                yield Problem(Level.WARNING, rule.key, f'the rule has no examples under "{name}"', remedy)


def rules_without_teaching(library: Library) -> Iterator[Problem]:
    for rule in _rules_with_sections(library):
        teaching = rule.teaching
        sections = {"Why": teaching and teaching.why, "How to fix": teaching and teaching.fix}
        sections["Appeal evidence"] = teaching and teaching.appeal_evidence
        for name in (name for name, content in sections.items() if not content):
            message = f'the rule has no section "{name}"'
            yield Problem(Level.WARNING, rule.key, message, "add it: messages to creators quote it")


def unclassified_rules(library: Library) -> Iterator[Problem]:
    """Rules without a category for statements of reasons, once the corpus classifies some."""
    rules = [*_rules_with_sections(library)]
    if any(rule.classification for rule in rules):
        for rule in rules:
            if rule.classification is None:
                message = "the rule has no category for statements of reasons"
                remedy = "add category to the rule or to the front matter of its policy: see docs/statements.md"
                yield Problem(Level.WARNING, rule.key, message, remedy)


def unused_exceptions(library: Library) -> Iterator[Problem]:
    used = {target for clause in library.clauses for target in clause.targets(Relation.EXCEPT)}
    for clause in library.clauses:
        if clause.kind is ClauseKind.EXCEPTION and clause.id not in used and not library.external:
            remedy = f"write - **except**: {clause.id} in the rules that it can exempt from"
            yield Problem(Level.WARNING, clause.key, "no rule refers to this exception", remedy)


def _rules_with_sections(library: Library) -> Iterator[Clause]:
    """The rules of a corpus whose format has examples and teaching."""
    return (clause for clause in library.clauses if clause.kind is ClauseKind.RULE and not library.external)
