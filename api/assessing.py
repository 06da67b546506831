"""Assesses an account for a request: with the judge of the service, or without a model if the caller wants none."""

from dataclasses import dataclass
from datetime import date

from agent.assessment.assessor import AccountAssessor, by_checks_alone
from agent.assessment.model_reading import ModelReader
from agent.assessment.opening import open_account
from agent.judge_registry import MODEL_JUDGES
from api.problem import ApiError
from api.services import Services
from domain.decision import Decision
from store.decision_log import StoreDecisionLog

AUTO = "auto"


@dataclass(frozen=True)
class Assessing:
    services: Services

    def assess(self, creator_id: str, as_of: date | None, judge: str, caller_id: str, decision_id: str) -> Decision:
        """Opens the warehouse to read it, stores the decision with an audit log entry, and counts it in the metrics.
        Raises ApiError for a model that the service does not ask, CreatorUnknown, and what `open_account` raises."""
        services = self.services
        assessor = self._assessor(judge)
        with open_account(services.settings, creator_id, as_of) as reader:
            log = StoreDecisionLog(services.store, decided_by=caller_id)
            _, decision = assessor.assess(reader, decision_id=decision_id, decision_log=log)
        services.metrics.count_decision(decision)
        return decision

    def _assessor(self, judge: str) -> AccountAssessor:
        models = self.services.adjudicator.models
        if judge in MODEL_JUDGES and models is None:
            detail = f"this service asks no language model, and {judge} does: leave `judge` out, or ask for rules"
            raise ApiError(409, "conflict", detail)
        reads = models is not None and judge in (AUTO, *MODEL_JUDGES)
        return AccountAssessor(
            by_checks_alone(self.services.adjudicator), ModelReader(models) if reads and models else None
        )
