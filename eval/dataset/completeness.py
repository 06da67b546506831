"""What a dataset that calls itself full must have: shares, a violation and a near miss of each rule, every tag."""

from collections.abc import Iterator

from domain.verdict import Outcome
from eval.dataset.check_context import Material
from eval.dataset.coverage import clause_coverage, tag_coverage
from policies.checks.problem import Level, Problem

LEAST = {Outcome.NO_VIOLATION: (1 / 3, "a third"), Outcome.NEEDS_REVIEW: (1 / 6, "a sixth")}
DEV_FROM, DEV_TO, EASY = 0.55, 0.65, 0.8


def thin_outcomes(material: Material) -> Iterator[Problem]:
    cases = material.dataset.cases
    for outcome, (share, told) in LEAST.items():
        found = sum(labelled.gold.outcome is outcome for labelled in cases)
        if found < share * len(cases):
            message = f"{found} of {len(cases)} cases are {outcome}, fewer than {told}"
            yield _problem(material, message, f"write more cases that are {outcome}")


def unbalanced_split(material: Material) -> Iterator[Problem]:
    dataset = material.dataset
    if dataset.split is None:
        yield _problem(material, "the cases have no split", "write split.json with dev, test and held_out")
        return
    share = len(dataset.of_part("dev")) / max(len(dataset.cases), 1)
    if not DEV_FROM <= share <= DEV_TO:
        yield _problem(material, f"dev holds {share:.0%} of the cases", f"aim at {DEV_FROM:.0%} to {DEV_TO:.0%}")
    if not dataset.split.held_out:
        yield _problem(material, "no clause is held out", "name in split.json the clauses that only test may show")


def unshown_rules(material: Material) -> Iterator[Problem]:
    for row in clause_coverage(material.dataset, material.rules):
        if not sum(row.violations.values()):
            yield _problem(material, f"no case breaks {row.clause_id}", "write a violation of it")
        if not sum(row.near_misses.values()):
            yield _problem(material, f"no case comes near {row.clause_id}", "write a near miss of it (gold.near)")


def unused_tags(material: Material) -> Iterator[Problem]:
    for row in tag_coverage(material.dataset):
        if not sum(row.cases.values()):
            yield _problem(material, f'no case is tagged "{row.tag}"', "write one")


def nothing_must_pass(material: Material) -> Iterator[Problem]:
    if not any(labelled.must_pass for labelled in material.dataset.cases):
        yield _problem(material, "no case must pass", "set must_pass on those that no release may get wrong")


def undated_cases(material: Material) -> Iterator[Problem]:
    for place, labelled in material.rows:
        if labelled.case.content_date is None:
            message = f"{labelled.id} has no content_date, so its law changes with the day"
            yield Problem(Level.ERROR, place, message, "give the day it was posted")


def easy_cases(material: Material) -> Iterator[Problem]:
    found = material.difficulty
    for how, accuracy in (("from dev to test", found.dev_to_test), ("over five folds", found.over_all)):
        if accuracy is not None and accuracy > EASY:
            message = f"a bag of words finds {accuracy:.0%} of the outcomes {how}: the cases are too easy"
            yield _problem(material, message, "write harder ones, whose words do not give them away")


def _problem(material: Material, message: str, remedy: str) -> Problem:
    return Problem(Level.ERROR, str(material.dataset.folder), message, remedy)
