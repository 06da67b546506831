"""Checks of single labelled cases: unknown names, labels that contradict each other, unexpected consequences."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from agent.enforcement.consequence import recommend_action
from domain.clause import ClauseKind
from domain.consequence import Consequence
from domain.ladder import EnforcementAction
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome
from eval.dataset.check_context import CheckContext
from eval.dataset.dataset import CASES, Dataset, DatasetProtocol
from eval.dataset.labelled_case import Gold, LabelledCase, Tag
from policies.checks.case_facts import fact_problems
from policies.checks.problem import Level, Problem
from policies.library import Library
from policies.parsing.diagnostics import suggest

MAX_LISTED_IDS = 5
Kinds = tuple[ClauseKind, ...]
VIOLATED_KINDS, NEAR_MISS_KINDS = (ClauseKind.RULE,), (ClauseKind.RULE, ClauseKind.EXCEPTION)
NOT_IN_FORCE_TAGS = {Tag.OLD_VERSION, Tag.MARKET}  # such a case may comply because the rule is not in force
NO_CREATOR = SignalReading(condition=SignalCondition.NO_CREATOR, source="none")


def unknown_clauses(context: CheckContext) -> Iterator[Problem]:
    """Clauses that the corpus lacks, that are of another kind, or that are not in force for the case."""
    for place, labelled in context.located_cases:
        for name, kinds in _labelled_clauses(labelled.gold).items():
            fault = _fault(context.library, labelled, name, kinds)
            if fault:
                yield Problem(Level.ERROR, place, f"{labelled.id} names {name}, which {fault[0]}", fault[1])


def contradictory_labels(context: CheckContext) -> Iterator[Problem]:
    """Where no case has a violated clause, or none a reason, their absence is no contradiction: see `bare_labels`."""
    protocol, bare = context.dataset.manifest.protocol, {field for field, _, _ in _bare_fields(context.dataset)}
    for place, labelled in context.located_cases:
        for message, remedy in _contradictions(labelled.gold, protocol, bare):
            yield Problem(Level.ERROR, place, f"{labelled.id} {message}", remedy)


def bare_labels(context: CheckContext) -> Iterator[Problem]:
    """Only a warning: a dataset that labels outcomes alone can be run, and measures outcomes alone."""
    for field, cases, consequence in _bare_fields(context.dataset):
        ids = _listed([case.id for case in cases])
        message = f"{len(cases)} of {len(context.dataset.cases)} cases have no gold.{field} ({ids}): {consequence}"
        yield Problem(Level.WARNING, str(context.dataset.folder / CASES), message, f"give gold.{field} to measure more")


def _bare_fields(dataset: Dataset) -> Iterator[tuple[str, tuple[LabelledCase, ...], str]]:
    """The fields that no case has, with the cases that lack them and what that means."""
    if dataset.manifest.full:
        return
    violations = dataset.cases_labelled(Outcome.VIOLATION)
    if violations and not any(labelled.gold.violated for labelled in dataset.cases):
        yield "violated", violations, "of these violations only the outcome is scored"
    reviews = dataset.cases_labelled(Outcome.NEEDS_REVIEW)
    if reviews and not any(labelled.gold.reason.strip() for labelled in dataset.cases):
        yield "reason", reviews, "nothing says what is open in these cases that need review"


def _contradictions(gold: Gold, protocol: DatasetProtocol, bare: set[str]) -> Iterator[tuple[str, str]]:
    """Messages without their subject, and remedies."""
    violation, review = gold.outcome is Outcome.VIOLATION, gold.outcome is Outcome.NEEDS_REVIEW
    if gold.outcome is None and protocol is not DatasetProtocol.RETRIEVAL:
        yield "has no gold outcome", suggest("", Outcome)
    elif violation and not gold.violated and "violated" not in bare:
        yield "is a violation of no clause", "name all violated clauses in gold.violated"
    elif gold.violated and not violation:
        yield "is not a violation but names violated clauses", "empty gold.violated, or move them to gold.near_misses"
    if review and protocol is DatasetProtocol.CASES and not gold.reason.strip() and "reason" not in bare:
        yield "needs review without a reason", "say in gold.reason what is open"
    if gold.consequence and not violation:
        yield "has a consequence without a violation", "leave gold.consequence out"


def duplicate_ids(context: CheckContext) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for place, labelled in context.located_cases:
        before = first.setdefault(labelled.id, place)
        if before != place:
            message = f"{labelled.id} is already the id of line {before.rpartition(':')[2]}"
            yield Problem(Level.ERROR, place, message, "give each case its own")


def unknown_markets(context: CheckContext) -> Iterator[Problem]:
    markets = context.library.markets
    for place, labelled in context.located_cases:
        market = labelled.case.market
        if market is not None and markets and market not in markets:
            message = f'{labelled.id} has the unknown market "{market}"'
            yield Problem(Level.ERROR, place, message, suggest(market, sorted(markets)))


def unknown_creators(context: CheckContext) -> Iterator[Problem]:
    """Only a warning, told once, where the dataset need not name its creators."""
    unknown = [
        (place, labelled)
        for place, labelled in context.located_cases
        if labelled.case.creator_id
        and labelled.case.creator_id not in context.creators.creators
        and Tag.SIGNALS_MISSING not in labelled.tags
    ]
    if unknown and not context.own_creators:
        ids = _listed([str(labelled.case.creator_id) for _, labelled in unknown])
        message = f"{len(unknown)} cases have creators of whom nothing is known ({ids})"
        remedy = "write creators.yaml beside the cases if their past violations matter"
        yield Problem(Level.WARNING, str(context.dataset.folder / CASES), message, remedy)
        return
    for place, labelled in unknown:
        message = f"{labelled.id} has the unknown creator {labelled.case.creator_id}"
        remedy = "add the creator to creators.yaml beside the cases, or tag the case signals-missing"
        yield Problem(Level.ERROR, place, message, remedy)


def invalid_facts(context: CheckContext) -> Iterator[Problem]:
    """Facts that no rule reads, and values of another type."""
    for place, labelled in context.located_cases:
        for problem in fact_problems(labelled.case.facts, context.library):
            yield Problem(Level.ERROR, place, f"{labelled.id} has {problem.message}", problem.remedy)


def unexpected_consequences(context: CheckContext) -> Iterator[Problem]:
    """Consequences that the ladder does not give for the labelled clauses and the creator's history. Only a warning:
    the arithmetic may be wrong, and not the label."""
    for place, labelled in context.located_cases:
        gold = labelled.gold.consequence
        if gold is None or labelled.case.content_date is None:
            continue
        due = _due_consequence(context, labelled, labelled.case.content_date)
        if (gold.action, gold.points, gold.total) != (due.action, due.points_case, due.points_total):
            message = f"{labelled.id} expects {_describe(gold.action, gold.points, gold.total)}"
            ladder_gives = _describe(due.action, due.points_case, due.points_total)
            yield Problem(Level.WARNING, place, message, f"the ladder gives {ladder_gives}: see which is right")


def _listed(ids: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(ids))
    return ", ".join(distinct[:MAX_LISTED_IDS]) + (", …" if len(distinct) > MAX_LISTED_IDS else "")


def _labelled_clauses(gold: Gold) -> dict[str, Kinds]:
    """Each clause that the label names, with the kinds that it may have; no kinds: any."""
    named: dict[str, Kinds] = dict.fromkeys(gold.clauses, ())
    named |= dict.fromkeys(gold.near_misses, NEAR_MISS_KINDS)
    violated = (*gold.violated, *(name for names in gold.alternatives for name in names))
    named |= dict.fromkeys(violated, VIOLATED_KINDS)
    return named | ({gold.exception: (ClauseKind.EXCEPTION,)} if gold.exception else {})


def _fault(library: Library, labelled: LabelledCase, name: str, kinds: Kinds) -> tuple[str, str] | None:
    """What is wrong with the clause, and the remedy."""
    versions, case = library.versions(name), labelled.case
    if not versions:
        near = get_close_matches(name, [clause.id for clause in library.clauses], n=1)
        return "is not in the corpus", f"write {near[0]}?" if near else "name a clause of the corpus"
    if kinds and versions[-1].kind not in kinds:
        return f"is of kind {versions[-1].kind} there", f"name a clause of kind {' or '.join(kinds)}"
    if kinds == NEAR_MISS_KINDS and labelled.tags & NOT_IN_FORCE_TAGS:
        return None
    if case.content_date and not any(version.in_force(case.content_date, case.market) for version in versions):
        where = f"in {case.market}" if case.market else "without a market"
        return f"is not in force on {case.content_date} {where}", "change the day, the market or the label"
    return None


def _due_consequence(context: CheckContext, labelled: LabelledCase, on: date) -> Consequence:
    case, library = labelled.case, context.library
    versions = (version for name in labelled.gold.violated for version in library.versions(name))
    violated = [version for version in versions if version.in_force(on, case.market)]
    reading = context.creators.read(case.creator_id) if case.creator_id else NO_CREATOR
    return recommend_action(violated, library.ladder(on, case.market), reading, on)


def _describe(action: EnforcementAction | None, points: int, total: int) -> str:
    return f"{'no action' if action is None else action.label} at {points} of {total} points"
