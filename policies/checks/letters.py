"""Finds what letters to creators lack: translations, words for facts, and redress."""

from collections.abc import Iterator

from domain.clause import Clause, ClauseKind, Translation
from domain.redress import DEFAULT
from policies.checks.problem import Level, Problem
from policies.checks.variables import clause_variables
from policies.library import Library
from policies.parsing.toml_files import MANIFEST_FILE, REDRESS_FILE, VOCABULARY_FILE

MAX_LISTED = 10


def incomplete_translations(library: Library) -> Iterator[Problem]:
    for clause in library.clauses:
        for translation in clause.translations:
            lacking = ", ".join(_lacking(clause, translation))
            if lacking:
                message = f'the translation "{translation.language}" lacks {lacking}'
                yield Problem(Level.WARNING, clause.key, message, "add it: letters show the clause's own words there")


def _lacking(clause: Clause, translation: Translation) -> Iterator[str]:
    teaching = clause.teaching
    if teaching is None:
        return
    if teaching.why and not translation.why:
        yield "why"
    for name, own, translated in (
        ("fix", teaching.fix, translation.fix),
        ("appeal_evidence", teaching.appeal_evidence, translation.appeal_evidence),
    ):
        if len(translated) != len(own):
            yield f"{len(own) - len(translated)} of {len(own)} {name}" if len(translated) < len(own) else f"one {name}"


def untranslated_rules(library: Library) -> Iterator[Problem]:
    """For each language that the manifest names or a clause is translated into; the rules of the latest version."""
    used = {translation.language for clause in library.clauses for translation in clause.translations}
    rules = {clause.id: clause for clause in library.clauses if clause.kind is ClauseKind.RULE}
    for language in sorted(used | set(library.languages)):
        missing = [clause.id for clause in rules.values() if clause.translation(language) is None]
        if missing:
            more = f" and {len(missing) - MAX_LISTED} more" if len(missing) > MAX_LISTED else ""
            listed = f"{', '.join(missing[:MAX_LISTED])}{more}"
            message = f"{len(rules) - len(missing)} of {len(rules)} rules are translated into {language}, not {listed}"
            remedy = "translate them: letters in this language quote the others in their own"
            yield Problem(Level.NOTE, f'{MANIFEST_FILE} "languages"', message, remedy)


def unfact_sentences(library: Library) -> Iterator[Problem]:
    """Facts that a rule's check reads, and that no letter can tell, once the vocabulary tells some."""
    if not any(variable.sentence for variable in (library.vocabulary or {}).values()):
        return
    rules = (clause for clause in library.clauses if clause.kind is ClauseKind.RULE)
    read = {name for clause in rules for name in clause_variables(clause)}
    for name, variable in (library.vocabulary or {}).items():
        if name in read and not variable.sentence:
            message = "letters cannot tell the creator this fact"
            yield Problem(Level.NOTE, f'{VOCABULARY_FILE} "{name.removeprefix("facts.")}"', message, "add sentence.en")


def redress_without_clause(library: Library) -> Iterator[Problem]:
    known = {clause.id for clause in library.clauses}
    for market, redress in library.redress.items():
        if redress.clause is not None and redress.clause not in known:
            message = f"it names the clause {redress.clause}, which does not exist"
            yield Problem(Level.ERROR, f'{REDRESS_FILE} "{market}"', message, "name a clause of the policies")


def missing_redress(library: Library) -> Iterator[Problem]:
    """Nothing is said of a body outside the platform; with a file, of the markets in which nothing is."""
    if library.external:
        return
    markets = [code for code in library.markets if library.redress_in(code).body is None]
    if markets:
        listed = ", ".join(markets)
        message = f"it does not say whether a body outside the platform decides disputes in {listed}"
        remedy = 'ask who answers for these markets, then name it (body.en = "…"), or write body = "none"'
        yield Problem(Level.NOTE, f'{REDRESS_FILE} "{DEFAULT}"', message, remedy)
