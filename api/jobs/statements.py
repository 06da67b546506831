"""Submits statements of reasons on a schedule."""

from dataclasses import dataclass

import structlog

from agent.statements.reader import open_reader
from agent.statements.submission import Submission, SubmissionReport
from api.services import Services
from api.statements.client import open_receiver

ACTOR = "service"
log = structlog.get_logger("clausewise.jobs")


@dataclass(frozen=True)
class StatementPush:
    """Each call submits what is ready. What a call leaves open, the next one settles first."""

    services: Services

    def push(self) -> None:
        report = submit_statements(self.services, ACTOR)
        if report.stopped:
            log.warning("statements not submitted", error=report.stopped, in_doubt=report.in_doubt)
        if report.accepted or report.refused:
            log.info("statements submitted", accepted=report.accepted, refused=len(report.refused))


def submit_statements(services: Services, actor: str) -> SubmissionReport:
    """Raises ReceiverNotSet or MeasuresInvalid."""
    receiver = open_receiver(services.settings)
    reader = open_reader(services.settings, services.corpus.library, services.store)
    timeout = services.settings.statements.timeout_seconds
    return Submission(reader.submissions, receiver, actor, timeout).run(reader.ready)
