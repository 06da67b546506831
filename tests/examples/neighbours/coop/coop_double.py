"""Coop and a platform as far as the bridge sees them: keys, request schemas, and callbacks signed as Coop signs them.

The schemas restate those of server/routes/action/ActionRoutes.ts (59fc9a4b), server/routes/reporting/ReportingRoutes.ts
(7398937c) and the item submission schema of roostorg/coop.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from jsonschema import Draft4Validator

from tests.examples.neighbours.conftest import Reply, Request

COOP_KEY, ITEMS_KEY, REPORT_KEY = "coop-key", "items-key", "report-key"
TEXT = {"type": "string"}
IDS = {"type": "object", "properties": {"id": TEXT, "typeId": TEXT}, "required": ["id", "typeId"]}
ITEM = {
    "type": "object",
    "properties": {"id": TEXT, "typeId": TEXT, "data": {"type": "object"}},
    "required": ["id", "data", "typeId"],
}
ACTION = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("actionId", "itemId", "itemTypeId", "actorId"), TEXT),
        "policyIds": {"type": "array", "items": TEXT},
        "reportedItems": {"type": "array", "items": IDS},
        "parameters": {"type": "object"},
        "note": {"type": "string", "maxLength": 5000},
    },
    "required": ["actionId", "itemId", "itemTypeId"],
}
REPORT = {
    "type": "object",
    "properties": {
        "reporter": {
            "type": "object",
            "properties": {"kind": {"enum": ["user"]}, "typeId": TEXT, "id": TEXT},
            "required": ["kind", "typeId", "id"],
        },
        "reportedAt": TEXT,
        "reportedForReason": {
            "type": "object",
            "properties": {"policyId": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]}},
        },
        "reportedItem": ITEM,
    },
    "required": ["reporter", "reportedAt", "reportedItem"],
}
ACTIONS = {"remove-post", "restore-post"}


class Coop:
    """Its API, and its callbacks."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def public_key(self) -> str:
        form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return self.key.public_key().public_bytes(*form).decode()

    def callback(self, item: Mapping[str, str], action: str = "ask-clausewise") -> tuple[bytes, dict[str, str]]:
        value = {"item": item, "action": {"id": action}, "policies": [], "rules": [], "actorEmail": "m@example.com"}
        body = json.dumps(value).encode()
        signature = self.key.sign(body, PKCS1v15(), SHA256())
        return body, {"Coop-Signature": base64.b64encode(signature).decode()}

    def answer(self, request: Request) -> Reply:
        if request.headers.get("x-api-key") != COOP_KEY:
            return 401, {"errors": [{"title": "Invalid API Key"}]}
        schema = {"/api/v1/actions": ACTION, "/api/v1/report": REPORT}[request.path]
        if errors := [error.message for error in Draft4Validator(schema).iter_errors(request.body)]:
            return 400, {"errors": errors}
        if request.path.endswith("/report"):
            return 201, {"reportId": "r1"}
        return (202, None) if request.body["actionId"] in ACTIONS else (400, {"title": "Invalid Action"})


class Platform:
    """Its Partial Items endpoint."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items

    def answer(self, request: Request) -> Reply:
        if request.headers.get("x-api-key") != ITEMS_KEY:
            return 401, {}
        wanted = [(one["id"], one["typeId"]) for one in request.body["items"]]
        return 200, {"items": [one for one in self.items if (one["id"], one["typeId"]) in wanted]}
