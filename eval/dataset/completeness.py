"""Checks of a dataset that claims to be full: a mix of outcomes, and cases of every rule and tag."""

from collections.abc import Iterator

from domain.verdict import Outcome
from eval.dataset.check_context import CheckContext
from eval.dataset.coverage import clause_coverage, tag_coverage
from policies.checks.problem import Level, Problem

MIN_SHARES = {Outcome.NO_VIOLATION: (1 / 3, "a third"), Outcome.NEEDS_REVIEW: (1 / 6, "a sixth")}
MIN_DEV_SHARE, MAX_DEV_SHARE, MAX_BASELINE_ACCURACY = 0.55, 0.65, 0.8


def rare_outcomes(context: CheckContext) -> Iterator[Problem]:
    cases = context.dataset.cases
    for outcome, (share, words) in MIN_SHARES.items():
        count = sum(labelled.gold.outcome is outcome for labelled in cases)
        if count < share * len(cases):
            message = f"{count} of {len(cases)} cases are {outcome}, fewer than {words}"
            yield _problem(context, message, f"write more cases that are {outcome}")


def unbalanced_split(context: CheckContext) -> Iterator[Problem]:
    dataset = context.dataset
    if dataset.split_ids is None:
        yield _problem(context, "the cases have no split", "write split.json with dev, test and held_out")
        return
    share = len(dataset.cases_in("dev")) / max(len(dataset.cases), 1)
    if not MIN_DEV_SHARE <= share <= MAX_DEV_SHARE:
        remedy = f"aim at {MIN_DEV_SHARE:.0%} to {MAX_DEV_SHARE:.0%}"
        yield _problem(context, f"dev has {share:.0%} of the cases", remedy)
    if not dataset.split_ids.held_out:
        yield _problem(context, "no clause is held out", "name in split.json the clauses that only test may reveal")


def uncovered_rules(context: CheckContext) -> Iterator[Problem]:
    for row in clause_coverage(context.dataset, context.rule_ids):
        if not sum(row.violations.values()):
            yield _problem(context, f"no case violates {row.clause_id}", "write a violation of it")
        if not sum(row.near_misses.values()):
            message = f"no case nearly violates {row.clause_id}"
            yield _problem(context, message, "write a near miss of it (gold.near_misses)")


def unused_tags(context: CheckContext) -> Iterator[Problem]:
    for row in tag_coverage(context.dataset):
        if not sum(row.cases.values()):
            yield _problem(context, f'no case is tagged "{row.tag}"', "write one")


def no_must_pass_cases(context: CheckContext) -> Iterator[Problem]:
    if not any(labelled.must_pass for labelled in context.dataset.cases):
        yield _problem(context, "no case must pass", "set must_pass on those that no release may get wrong")


def undated_cases(context: CheckContext) -> Iterator[Problem]:
    for place, labelled in context.located_cases:
        if labelled.case.content_date is None:
            message = f"{labelled.id} has no content_date, so the policies in force change with the day of the run"
            yield Problem(Level.ERROR, place, message, "give the day it was posted")


def easy_cases(context: CheckContext) -> Iterator[Problem]:
    found = context.difficulty
    for method, accuracy in (("from dev to test", found.dev_to_test), ("over five folds", found.cross_validated)):
        if accuracy is not None and accuracy > MAX_BASELINE_ACCURACY:
            message = f"a bag of words predicts {accuracy:.0%} of the outcomes {method}: the cases are too easy"
            yield _problem(context, message, "write harder cases that single words do not give away")


def _problem(context: CheckContext, message: str, remedy: str) -> Problem:
    return Problem(Level.ERROR, str(context.dataset.folder), message, remedy)
