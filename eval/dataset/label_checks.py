"""What is wrong with a labelled case by itself: names that stand for nothing, and gold that contradicts itself."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from pydantic import JsonValue

from domain.clause import ClauseKind
from domain.verdict import Outcome
from eval.dataset.check_context import Material
from eval.dataset.dataset import DatasetProtocol
from eval.dataset.labelled_case import Gold, LabelledCase, Tag
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.parsing.diagnostics import one_of
from policies.parsing.vocabulary import FactType

Kinds = tuple[ClauseKind, ...]
RULES_ALONE, NEARLY = (ClauseKind.RULE,), (ClauseKind.RULE, ClauseKind.EXCEPTION)
ELSEWHERE = {Tag.OLD_VERSION, Tag.MARKET}  # such a case may pass because what it comes near binds elsewhere


def unknown_clauses(material: Material) -> Iterator[Problem]:
    """Clauses that the corpus lacks, that are of another kind, or that do not bind on the case's day in its market."""
    for place, labelled in material.rows:
        for name, kinds in _named(labelled.gold).items():
            fault = _fault(material.library, labelled, name, kinds)
            if fault:
                yield Problem(Level.ERROR, place, f"{labelled.id} names {name}, which {fault[0]}", fault[1])


def contradictory_gold(material: Material) -> Iterator[Problem]:
    scored = material.dataset.about.protocol is not DatasetProtocol.RETRIEVAL
    whole = material.dataset.about.protocol is DatasetProtocol.CASES
    for place, labelled in material.rows:
        gold = labelled.gold
        broken = gold.outcome is Outcome.VIOLATION
        if gold.outcome is None and scored:
            yield Problem(Level.ERROR, place, f"{labelled.id} has no gold outcome", one_of("", Outcome))
        elif broken and not gold.violated:
            yield Problem(Level.ERROR, place, f"{labelled.id} breaks no clause", "name all it breaks in gold.violated")
        elif gold.violated and not broken:
            remedy = "empty gold.violated, or name those it comes near in gold.near"
            yield Problem(Level.ERROR, place, f"{labelled.id} is no violation but breaks clauses", remedy)
        if gold.outcome is Outcome.NEEDS_REVIEW and whole and not gold.why.strip():
            yield Problem(
                Level.ERROR, place, f"{labelled.id} needs review for no reason", "say in gold.why what is open"
            )
        if gold.consequence and not broken:
            remedy = "leave gold.consequence out"
            yield Problem(Level.ERROR, place, f"{labelled.id} has a consequence without a violation", remedy)


def repeated_ids(material: Material) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for place, labelled in material.rows:
        before = first.setdefault(labelled.id, place)
        if before != place:
            message = f"{labelled.id} is the id of line {before.rpartition(':')[2]} already"
            yield Problem(Level.ERROR, place, message, "give each case its own")


def unknown_markets(material: Material) -> Iterator[Problem]:
    markets = material.library.markets
    for place, labelled in material.rows:
        market = labelled.case.market
        if market is not None and markets and market not in markets:
            message = f'{labelled.id} is of the unknown market "{market}"'
            yield Problem(Level.ERROR, place, message, one_of(market, sorted(markets)))


def unknown_creators(material: Material) -> Iterator[Problem]:
    for place, labelled in material.rows:
        creator = labelled.case.creator_id
        if creator and creator not in material.creators.creators and Tag.SIGNALS_MISSING not in labelled.tags:
            message = f"{labelled.id} is of {creator}, of whom nothing is known"
            remedy = "add the creator to creators.yaml beside the cases, or tag the case signals-missing"
            yield Problem(Level.ERROR, place, message, remedy)


def misread_facts(material: Material) -> Iterator[Problem]:
    """Facts that the corpus does not declare, or whose value is of another type."""
    vocabulary = material.library.vocabulary
    for place, labelled in material.rows if vocabulary is not None else ():
        for name, value in labelled.case.facts.items():
            quantity = (vocabulary or {}).get(f"facts.{name}")
            if quantity is None:
                near = get_close_matches(f"facts.{name}", vocabulary or {}, n=1)
                meant = f" (did you mean {near[0].removeprefix('facts.')}?)" if near else ""
                message = f"{labelled.id} gives the unknown fact {name}{meant}"
                yield Problem(Level.ERROR, place, message, "declare it in vocabulary.toml of the corpus, or drop it")
            elif not _is(quantity.type, value):
                message = f"{labelled.id} gives {name} as {value!r}, which is no {quantity.type}"
                yield Problem(
                    Level.ERROR, place, message, "give it as vocabulary.toml says, or leave it out if unknown"
                )


def _named(gold: Gold) -> dict[str, Kinds]:
    """Each clause that the gold names, with the kinds it may be of; none named: any."""
    named: dict[str, Kinds] = dict.fromkeys(gold.clauses, ())
    named |= dict.fromkeys(gold.near, NEARLY)
    named |= dict.fromkeys((*gold.violated, *(name for names in gold.alternatives for name in names)), RULES_ALONE)
    return named | ({gold.exception: (ClauseKind.EXCEPTION,)} if gold.exception else {})


def _fault(library: Library, labelled: LabelledCase, name: str, kinds: Kinds) -> tuple[str, str] | None:
    versions, case = library.versions(name), labelled.case
    if not versions:
        near = get_close_matches(name, [clause.id for clause in library.clauses], n=1)
        return "is nowhere in the corpus", f"write {near[0]}?" if near else "name a clause of the corpus"
    if kinds and versions[-1].kind not in kinds:
        return f"is of kind {versions[-1].kind} there", f"name a clause of kind {' or '.join(kinds)}"
    if kinds == NEARLY and labelled.tags & ELSEWHERE:
        return None
    if case.content_date and not any(version.in_force(case.content_date, case.market) for version in versions):
        where = f"in {case.market}" if case.market else "without a market"
        return f"does not bind on {case.content_date} {where}", "change the day, the market or the label"
    return None


def _is(kind: FactType, value: JsonValue) -> bool:
    match kind:
        case FactType.BOOLEAN:
            return isinstance(value, bool)
        case FactType.NUMBER:
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case FactType.TEXT:
            return isinstance(value, str)
        case FactType.DATE:
            return isinstance(value, str) and _is_day(value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
