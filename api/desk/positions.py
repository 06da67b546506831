"""The place in the queue where a page of jobs ends, as opaque text in an address."""

import base64
import binascii
import json
from datetime import datetime

from api.problem import ApiError
from domain.job import Job
from domain.plain_text import check_text
from store.queue.job_lists import JobPosition


def encode_position(job: Job) -> str:
    values = [job.priority, job.due_at.isoformat(), job.created_at.isoformat(), job.job_id]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_position(text: str) -> JobPosition | None:
    """None for the first page. Raises ApiError for text that `encode_position` did not make."""
    if not text:
        return None
    try:
        priority, due, created, job_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        times = (datetime.fromisoformat(due), datetime.fromisoformat(created))
        if any(at.tzinfo is None for at in times) or abs(int(priority)) > 1_000_000_000:
            raise ValueError("no place in the queue")
        return int(priority), *times, check_text(str(job_id))
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise ApiError(422, "invalid-cursor", "this is no place in the queue: start at its first page") from error
