"""The calls of an Ozone service that the bridge makes, over XRPC.

Read in bluesky-social/atproto: lexicons/tools/ozone/moderation/{queryEvents,emitEvent,getRecord}.json, and
packages/ozone/src/api/moderation/emitEvent.ts at 04049695, where `externalId` refuses a second event of the same type,
id and subject. The tests check each body with the models of the package atproto 0.0.73, which are generated from the
lexicons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

DEFS = "tools.ozone.moderation.defs"
REPORT = f"{DEFS}#modEventReport"
STRONG_REF = "com.atproto.repo.strongRef"
DUPLICATE, GONE = "DuplicateExternalId", "RecordNotFound"
BAD_IN_LABELS = frozenset(" ,;'\"")  # validateLabels of emitEvent.ts
MAX_PAGES = 100


@dataclass(frozen=True)
class Ozone:
    """`http`: with the base URL and the admin's name and password. `created_by`: the DID that the events are of."""

    http: httpx.Client
    created_by: str

    def reports_since(self, time: str | None) -> Iterator[dict[str, Any]]:
        """From that time on, oldest first; those of that very moment come again."""
        query: dict[str, Any] = {"types": [REPORT], "sortDirection": "asc", "limit": 100}
        query |= {"createdAfter": time} if time else {}
        for _ in range(MAX_PAGES):
            page = self._call("GET", "queryEvents", params=query)
            yield from page["events"]
            if not page.get("cursor") or not page["events"]:
                return
            query["cursor"] = page["cursor"]

    def get_record(self, uri: str, cid: str) -> dict[str, Any] | None:
        """The record as it was reported; None if it is gone."""
        try:
            record: dict[str, Any] = self._call("GET", "getRecord", params={"uri": uri, "cid": cid})["value"]
        except httpx.HTTPStatusError as error:
            if _error_name(error.response) == GONE:
                return None
            raise
        return record

    def emit(self, kind: str, uri: str, cid: str, external_id: str, **fields: Any) -> bool:
        """`kind`: such as modEventLabel. False: there is such an event already."""
        body = {
            "event": {"$type": f"{DEFS}#{kind}", **fields},
            "subject": {"$type": STRONG_REF, "uri": uri, "cid": cid},
            "createdBy": self.created_by,
            "externalId": external_id,
            "modTool": {"name": "clausewise"},
        }
        try:
            self._call("POST", "emitEvent", json=body)
        except httpx.HTTPStatusError as error:
            if _error_name(error.response) == DUPLICATE:
                return False
            raise
        return True

    def _call(self, method: str, name: str, **arguments: Any) -> dict[str, Any]:
        response = self.http.request(method, f"/xrpc/tools.ozone.moderation.{name}", **arguments)
        answer: dict[str, Any] = response.raise_for_status().json()
        return answer


def _error_name(response: httpx.Response) -> str:
    try:
        return str(response.json().get("error"))
    except (ValueError, AttributeError):
        return ""
