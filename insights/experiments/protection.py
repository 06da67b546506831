"""Refuses experiments that leave people without the protection of a clause on severe harm."""

from domain.clause import Clause, Severity
from domain.errors import InputError
from insights.experiments.definition import Experiment
from policies.library import Library

MAX_UNENFORCED = Severity.MEDIUM


class ProtectionRefused(InputError):
    """An arm leaves a clause of high or critical severity unenforced."""


def require_protection(experiment: Experiment, library: Library) -> None:
    """Checks the versions of each clause that are in force between start and end. Raises ProtectionRefused, and
    InputError for a clause that the policies do not have."""
    for clause_id in experiment.clauses:
        if clause_id not in library.clause_ids:
            raise InputError(f"{experiment.id}: the policies have no clause {clause_id}: see clausewise policies list")
    for arm in experiment.arms:
        for clause_id in arm.unenforced or ():
            versions = [one for one in library.versions(clause_id) if _in_force_during(one, experiment)]
            severity = max(one.severity for one in versions or library.versions(clause_id))
            if severity > MAX_UNENFORCED:
                raise ProtectionRefused(
                    f"{experiment.id}: arm {arm.name} leaves {clause_id} unenforced, which has {severity.label} "
                    "severity: protection from severe harm is not taken away for an experiment; test how it is "
                    "enforced instead"
                )


def _in_force_during(clause: Clause, experiment: Experiment) -> bool:
    starts_before_end = clause.effective_from is None or clause.effective_from <= experiment.end
    ends_after_start = clause.effective_to is None or clause.effective_to >= experiment.start
    return starts_before_end and ends_after_start
