"""What travels between Coop and Clausewise: items as cases, decisions as reports, letters as actions.

Read in roostorg/coop: server/routes/action/ActionRoutes.ts at 59fc9a4b, server/routes/reporting/ReportingRoutes.ts at
7398937c, docs/development/api-auth.md at a3931d69 (the signature).
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from clausewise_client.models import Case, Decision
from examples.neighbours.receiver import Headers, Refused

PREFIX = "coop"
MAX_NOTE_CHARS = 5000  # MAX_ACTOR_NOTE_LENGTH
MAX_ID_CHARS = 150


def check_signature(body: bytes, headers: Headers, key: RSAPublicKey) -> None:
    try:
        signature = base64.b64decode(headers.get("coop-signature", ""), validate=True)
        key.verify(signature, body, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        raise Refused(401, "the request is not signed with Coop's key: see Settings, API Keys, in Coop") from None


def read_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused(400, "the body is not a JSON object")
    return value


def item_ids(item: object, what: str) -> dict[str, str]:
    """`id` and `typeId`."""
    found = {name: item.get(name) for name in ("id", "typeId")} if isinstance(item, dict) else {}
    if not found or not all(is_id(value) for value in found.values()):
        raise Refused(400, f"{what} needs id and typeId, texts of at most {MAX_ID_CHARS} characters")
    return {name: str(value) for name, value in found.items()}


def is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID_CHARS


def make_case(item: Mapping[str, Any], creator_field: str) -> Case:
    """Each text of the data is an item of content; other values, such as links to media, are left out."""
    named, data = item_ids(item, "the item"), item.get("data")
    texts = data.items() if isinstance(data, dict) else ()
    content = [{"id": name, "text": text} for name, text in sorted(texts) if isinstance(text, str) and text.strip()]
    content = [one for one in content if one["id"] != creator_field]
    if not content:
        raise Refused(422, "the item has no text, so there is nothing to decide")
    owner = dict(texts).get(creator_field)  # a related item, or a text
    creator = owner.get("id") if isinstance(owner, dict) else owner
    case_id = "/".join((PREFIX, quote(named["typeId"], safe=""), quote(named["id"], safe="")))
    case: Any = {"id": case_id, "content": content} | ({"creator_id": creator} if is_id(creator) else {})
    return case  # type: ignore[no-any-return]


def make_report(report: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    """The body of POST /api/v1/report: the report that came, with what Clausewise adds to its reason."""
    clauses = [one["clause_id"] for one in decision["verdict"].get("shortlist", [])]
    reason = f"Clausewise {decision['decision_id']} needs a person; likeliest: {', '.join(clauses) or 'none'}"
    given = report.get("reportedForReason") or {}
    reasons = [given["reason"], reason] if given.get("reason") else [reason]
    return {
        **report,
        "reportedAt": report.get("reportedAt") or datetime.now(UTC).isoformat(),
        "reportedForReason": {**given, "reason": "\n".join(reasons)},
    }


def make_action(
    case_id: str, message: Mapping[str, Any], actions: Mapping[str, str], policies: Mapping[str, str]
) -> dict[str, Any]:
    """The body of POST /api/v1/actions. A letter without clauses takes an earlier one back."""
    _, type_id, item_id = map(unquote, case_id.split("/"))
    clauses = message["clauses"]
    note = f"Clausewise {message['decision_id']}, letter {message['message_id']}: {', '.join(clauses) or 'retracted'}"
    return {
        "actionId": actions["letter" if clauses else "retraction"],
        "itemId": item_id,
        "itemTypeId": type_id,
        "policyIds": sorted({policies[name] for name in clauses if name in policies}),
        "note": note[:MAX_NOTE_CHARS],
    }
