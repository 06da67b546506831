"""Gold consequences that the ladder would not come to from the gold clauses and the creator's history."""

from collections.abc import Iterator

from agent.enforcement.consequence import weigh
from domain.clause import Clause
from domain.consequence import Consequence
from domain.ladder import EnforcementAction
from domain.signals import SignalCondition, SignalReading
from eval.dataset.check_context import Material
from eval.dataset.labelled_case import LabelledCase
from policies.checks.problem import Level, Problem

NOBODY = SignalReading(condition=SignalCondition.NO_CREATOR, source="none")


def misjudged_consequences(material: Material) -> Iterator[Problem]:
    """A warning, for the arithmetic may be the one that is wrong."""
    for place, labelled in material.rows:
        gold = labelled.gold.consequence
        if gold is None or labelled.case.content_date is None:
            continue
        found = _due(material, labelled)
        if (gold.measure, gold.points, gold.total) != (found.action, found.points_case, found.points_total):
            message = f"{labelled.id} expects {_told(gold.measure, gold.points, gold.total)}"
            due = _told(found.action, found.points_case, found.points_total)
            yield Problem(Level.WARNING, place, message, f"the ladder gives {due}: see which is right")


def _due(material: Material, labelled: LabelledCase) -> Consequence:
    case, on = labelled.case, labelled.case.content_date
    assert on is not None
    versions = (v for name in labelled.gold.violated for v in material.library.versions(name))
    broken: list[Clause] = [version for version in versions if version.in_force(on, case.market)]
    reading = material.creators.read(case.creator_id) if case.creator_id else NOBODY
    return weigh(broken, material.library.ladder(on, case.market), reading, on)


def _told(measure: EnforcementAction | None, points: int, total: int) -> str:
    return f"{'no measure' if measure is None else measure.word} at {points} of {total} points"
