"""An Ozone service as far as the bridge sees it. Bodies and answers pass through the models of the package atproto,
which are generated from the lexicons; labels and external ids are checked as emitEvent.ts does it."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

from atproto import models
from pydantic import ValidationError

from tests.examples.neighbours.conftest import Reply, Request

PASSWORD = "admin-password"
MODERATOR = "did:plc:z72i7hdynmk6r22z27h6tvur"
AUTHOR = "did:plc:44ybard66vv44zksje25o7dz"
DEFS = "tools.ozone.moderation.defs"
CIDS = tuple(f"bafyreih{letter * 51}" for letter in "abcdefg")


class Ozone:
    def __init__(self) -> None:
        self.records: dict[tuple[str, str], dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.emitted: list[Any] = []

    def report(self, number: int, record: dict[str, Any] | None) -> tuple[str, str]:
        """A report about a post; None: a post that is gone. Gives URI and CID."""
        uri, cid = f"at://{AUTHOR}/app.bsky.feed.post/post{number}", CIDS[number]
        if record is not None:
            self.records[uri, cid] = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-30T10:00:00Z", **record}
        self.add_event({"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": cid})
        return uri, cid

    def add_event(self, subject: dict[str, Any]) -> None:
        number = len(self.events) + 1
        self.events.append(
            {
                "id": number,
                "event": {"$type": f"{DEFS}#modEventReport", "reportType": "com.atproto.moderation.defs#reasonSpam"},
                "subject": subject,
                "subjectBlobCids": [],
                "createdBy": AUTHOR,
                "createdAt": f"2026-11-30T10:00:{number // 2:02}.000Z",  # two have one time
            }
        )

    def answer(self, request: Request) -> Reply:
        expected = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return 401, {"error": "AuthenticationRequired", "message": "Authentication Required"}
        address = urlsplit(request.path)
        name, query = address.path.rpartition(".")[2], parse_qs(address.query)
        return {"queryEvents": self._query, "getRecord": self._record}.get(name, lambda _: self._emit(request))(query)

    def _query(self, query: dict[str, list[str]]) -> Reply:
        assert query["types"] == [f"{DEFS}#modEventReport"]
        assert query["sortDirection"] == ["asc"]
        after, start = query.get("createdAfter", [""])[0], int(query.get("cursor", ["0"])[0])
        found = [event for event in self.events if event["createdAt"] >= after]
        page = found[start : start + 2]
        answer = {"events": page} | ({"cursor": str(start + 2)} if start + 2 < len(found) else {})
        models.ToolsOzoneModerationQueryEvents.Response.model_validate(answer)
        return 200, answer

    def _record(self, query: dict[str, list[str]]) -> Reply:
        uri, cid = query["uri"][0], query["cid"][0]
        if (value := self.records.get((uri, cid))) is None:
            return 400, {"error": "RecordNotFound", "message": "Record not found"}
        return 200, {"uri": uri, "cid": cid, "value": value}

    def _emit(self, request: Request) -> Reply:
        try:
            data = models.ToolsOzoneModerationEmitEvent.Data.model_validate(request.body)
        except ValidationError as error:
            return 400, {"error": "InvalidRequest", "message": str(error)}
        labels = [*request.body["event"].get("createLabelVals", []), *request.body["event"].get("negateLabelVals", [])]
        if any({*label} & {*" ,;'\""} for label in labels):
            return 400, {"error": "InvalidRequest", "message": "Invalid label"}
        same = (data.external_id, data.event.py_type, data.subject)
        if same in [(one.external_id, one.event.py_type, one.subject) for one in self.emitted]:
            return 400, {"error": "DuplicateExternalId", "message": "An event with the same external ID exists"}
        self.emitted.append(data)
        return 200, {**request.body, "id": 1000 + len(self.emitted), "createdAt": "2026-11-30T10:00:00Z"}
