"""Decides the cases of a batch, a chunk at a time."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from api.decision_pool import lower_priority
from api.services import Services
from domain.batch import BatchItem
from domain.case import Case
from domain.errors import InputError, OperationError
from store.decisions import DecisionStore
from store.errors import DecisionConflict

BATCH_CALLER_ID = "batch"
UNREADABLE = "the stored case is no longer valid: submit it again"
GIVEN_UP = "a component of the service was unavailable for most of a day: submit this case again once it works"
log = structlog.get_logger("clausewise.jobs")


def decide_chunk(
    services: Services, batch_id: str, first: int, last: int, is_stopping: Callable[[], bool]
) -> int | None:
    """Decides the cases from number `first` to before `last`. Returns the number of the first case that is left
    because the service stops, or None. Raises OperationError if a component is unavailable; the step is then retried
    for the cases that are neither finished nor erased."""
    lower_priority()
    batches = services.store.batches
    items = batches.unfinished_items(batch_id, first, last)
    cases = batches.cases(batch_id, [item.number for item in items])
    for item in items:
        if is_stopping():
            return item.number
        if batches.is_cancelled(batch_id):
            return None
        error = decide_item(services, batch_id, item, cases[item.number])
        batches.finish_item(batch_id, item.number, error, datetime.now(UTC))
    return None


def decide_item(services: Services, batch_id: str, item: BatchItem, case: Case | None) -> str | None:
    """Returns why the case cannot be decided, or None. Raises OperationError if that is not the fault of the case."""
    try:
        if not services.store.exists(item.decision_id):
            if case is None:
                return UNREADABLE
            services.decide(case, BATCH_CALLER_ID, decision_id=item.decision_id, batch_item=(batch_id, item.number))
    except DecisionConflict:
        log.info("decided by another process", decision_id=item.decision_id)
    except OperationError as error:  # before InputError: some store errors are both
        log.warning("case postponed", decision_id=item.decision_id, error=type(error).__name__)
        raise
    except InputError as error:
        return str(error)
    except Exception as error:
        log.error("internal error", decision_id=item.decision_id, error=type(error).__name__)
        return f"an internal error stopped this case ({type(error).__name__}): tell the operator of the service"
    return None


def give_up_chunk(store: DecisionStore, batch_id: str, first: int, last: int) -> None:
    """Finishes the cases that are left with an error, so that the batch ends."""
    for item in store.batches.unfinished_items(batch_id, first, last):
        error = None if store.exists(item.decision_id) else GIVEN_UP
        store.batches.finish_item(batch_id, item.number, error, datetime.now(UTC))
