"""One case of a batch: decided, or put off where that is not its own fault."""

from dataclasses import replace

import structlog

from api.services import Services
from domain.batch import BatchItem
from domain.case import Case
from domain.errors import InputError, OperationError
from store.errors import DecisionConflict

BATCH = "batch"
UNREADABLE = "what is on record of this case is no case any more: hand it in again"
log = structlog.get_logger("clausewise.work")


def decide(parts: Services, batch_id: str, item: BatchItem, case: Case | None) -> str | None:
    """Why it cannot be decided; None: it is. What whoever runs the service must mend, or what passes, is no fault of
    the case and raised: the step is made again, of those that are neither done nor erased by then."""
    journal = replace(parts.store.in_flight, item=(batch_id, item.number))
    parts = replace(parts, store=replace(parts.store, in_flight=journal))
    try:
        if not parts.store.has(item.decision_id):
            if case is None:
                return UNREADABLE
            parts.decide(case, BATCH, decision_id=item.decision_id)
    except DecisionConflict:
        log.info("decided elsewhere", decision_id=item.decision_id)
    except OperationError as fault:  # before InputError: some faults of the record are both
        log.warning("put off", decision_id=item.decision_id, error=type(fault).__name__)
        raise
    except InputError as refused:
        return str(refused)
    except Exception as error:
        log.error("defect", decision_id=item.decision_id, error=type(error).__name__)
        return f"a defect stopped this case ({type(error).__name__}): tell whoever runs the service"
    return None
