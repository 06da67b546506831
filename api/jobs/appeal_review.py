"""The second decision of an appealed case."""

import structlog

from api.services import Services
from domain.appeal import AppealStatus

log = structlog.get_logger("clausewise.jobs")


def re_review_appeal(services: Services, appeal_id: str) -> None:
    """Decides the case again. The judge sees the case only: no earlier verdict, no review and no statement."""
    appeal = services.store.appeals.get(appeal_id)
    stored = services.store.get(appeal.decision_id) if appeal else None
    if appeal is None or stored is None or appeal.status is not AppealStatus.OPEN:
        return  # for instance because a moderator has closed it
    try:
        second_decision = services.appeal_adjudicator.decide(stored.case, stored.decision.trace.as_of)
    except Exception as error:  # a moderator decides either way
        log.warning("appeal not re-reviewed", appeal_id=appeal_id, error=type(error).__name__)
        second_decision = None
    services.store.appeals.record_second_decision(appeal_id, second_decision)
