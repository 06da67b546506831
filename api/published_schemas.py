"""The JSON Schemas that other systems may rely on, generated from the models, each with a name and a stable id."""

from typing import Any

from pydantic import BaseModel

from api.webhooks.events import AuditHeadEvent, MetricAlertEvent
from domain.appeal import Appeal
from domain.case import Case
from domain.clause import Clause
from domain.consequence import Consequence
from domain.decision import Decision
from domain.education import EducationMessage
from domain.errors import InputError
from domain.evidence import Evidence
from domain.finding import Finding
from domain.job import Job
from domain.policy import PolicyDocument
from domain.review import Review
from domain.verdict import Verdict
from domain.webhook import WebhookEvent

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAJOR_VERSION = "v1"
SUBMITTED: dict[str, type[BaseModel]] = {"case": Case}
RETURNED: dict[str, type[BaseModel]] = {
    "appeal": Appeal,
    "clause": Clause,
    "consequence": Consequence,
    "decision": Decision,
    "evidence": Evidence,
    "finding": Finding,
    "job": Job,
    "letter": EducationMessage,
    "policy": PolicyDocument,
    "review": Review,
    "verdict": Verdict,
    "webhook": WebhookEvent,
    "webhook-audit-head": AuditHeadEvent,
    "webhook-metric-alert": MetricAlertEvent,
}
SCHEMA_NAMES = tuple(sorted(SUBMITTED | RETURNED))


def schema_id(name: str) -> str:
    """The `$id`; it changes with the major version only."""
    return f"urn:clausewise:schema:{MAJOR_VERSION}:{name}"


def published_schema(name: str, release: str) -> dict[str, Any]:
    """JSON Schema 2020-12. A value that Clausewise returns may get new fields within a major version, so its schema
    allows unknown ones; a submitted one is refused with an unknown field. `release`: of Clausewise, for the comment.
    Raises InputError for an unknown name."""
    if name not in SCHEMA_NAMES:
        raise InputError(f"there is no schema {name!r}: the names are {', '.join(SCHEMA_NAMES)}")
    mode, model = ("validation", SUBMITTED[name]) if name in SUBMITTED else ("serialization", RETURNED[name])
    schema = model.model_json_schema(mode=mode)  # type: ignore[arg-type]
    if name in RETURNED:
        schema = _open(schema)
    else:
        schema.pop("required", None)  # of a case only the id is, and a case without one gets one
    comment = f"Clausewise {release}. Within {MAJOR_VERSION}, fields are added and none is removed or narrowed."
    return {"$schema": DIALECT, "$id": schema_id(name), "$comment": comment, **schema}


def _open(schema: Any) -> Any:
    """Without `additionalProperties: false`, at any depth."""
    if isinstance(schema, list):
        return [_open(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = schema.get("additionalProperties") is False
    return {key: _open(part) for key, part in schema.items() if not (closed and key == "additionalProperties")}
