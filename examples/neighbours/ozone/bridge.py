"""Between Ozone and Clausewise: reports become cases, and letters become labels.

    python -m examples.neighbours.ozone.bridge 8092          # its settings: docs/neighbours.md

Ozone has no webhook for events, so reports are polled with queryEvents, oldest first, and the place is in a file.
A reported version of a post (its URI and CID) is decided once, however many reports it gets. needs_review becomes an
escalation and no_violation a comment, at once. For violation the label comes with the letter that Clausewise delivers
to `/clausewise`, after a moderator has released it where your settings say so; a retraction negates the label. Every
event has an `externalId`, with which Ozone refuses its repetition.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from clausewise_client import Clausewise, Problem, ServiceUnreachable
from clausewise_client.models import Case
from examples.neighbours.ozone.service import BAD_IN_LABELS, STRONG_REF, Ozone
from examples.neighbours.receiver import Headers, Settings, make_server, read_letters

EVENTS = {"needs_review": "modEventEscalate", "no_violation": "modEventComment"}
MAX_COMMENT_CHARS = 1000


@dataclass(frozen=True)
class Bridge:
    clausewise: Clausewise
    ozone: Ozone
    secrets: list[str]
    label: str
    place: Path

    def __post_init__(self) -> None:
        if not self.label or BAD_IN_LABELS & {*self.label}:
            raise ValueError(
                f"Ozone accepts no label such as {self.label!r}: name one without spaces and quotation marks"
            )

    def poll(self) -> int:
        """How many reports were read. The place moves on after each; what fails comes again."""
        read = 0
        after: dict[str, Any] = {"time": None, "id": 0}
        if self.place.exists():
            after = json.loads(self.place.read_text())
        for event in self.ozone.reports_since(after["time"]):
            if event["id"] <= after["id"]:
                continue
            self._take(event)
            after = {"time": event["createdAt"], "id": event["id"]}
            fresh = self.place.with_suffix(".new")
            fresh.write_text(json.dumps(after))
            fresh.replace(self.place)
            read += 1
        return read

    def take_letters(self, body: bytes, headers: Headers) -> dict[str, Any]:
        """The post comes from the stored decision, not from the event."""
        sent = 0
        for message in read_letters(body, headers, self.secrets):
            case_id = self.clausewise.get_decision(message["decision_id"])["case_id"]
            uri, _, cid = case_id.rpartition("#")
            if not uri.startswith("at://"):
                continue  # a case that came on another way
            labels = [[self.label], []] if message["clauses"] else [[], [self.label]]
            comment = f"Clausewise {message['decision_id']}: {', '.join(message['clauses']) or 'retracted'}"
            sent += self.ozone.emit(
                "modEventLabel",
                uri,
                cid,
                message["message_id"],
                createLabelVals=labels[0],
                negateLabelVals=labels[1],
                comment=comment[:MAX_COMMENT_CHARS],
            )
        return {"events": sent}

    def _take(self, event: Mapping[str, Any]) -> None:
        subject = event["subject"]
        if subject.get("$type") != STRONG_REF:
            print(f"report {event['id']} is about an account or a message, not a post", file=sys.stderr, flush=True)
            return
        uri, cid = subject["uri"], subject["cid"]
        record = self.ozone.get_record(uri, cid)
        case = make_case(uri, cid, record) if isinstance(record, dict) else None
        if case is None:
            name = f"unread-{cid}"
            self.ozone.emit("modEventComment", uri, cid, name, comment="Clausewise: the post has no text, or is gone")
            return
        key = hashlib.sha256(f"{uri}#{cid}".encode()).hexdigest()
        try:
            decision = self.clausewise.decide(case, idempotency_key=f"ozone-{key}")
        except (Problem, ValueError) as error:
            if isinstance(error, Problem) and error.status not in (413, 422):
                raise
            comment = f"Clausewise cannot read it: {error}"[:MAX_COMMENT_CHARS].encode("utf-8", "replace").decode()
            self.ozone.emit("modEventEscalate", uri, cid, f"unread-{cid}", comment=comment)
            return
        if kind := EVENTS.get(decision["verdict"]["outcome"]):
            comment = f"Clausewise {decision['decision_id']}: {decision['verdict']['summary']}"[:MAX_COMMENT_CHARS]
            self.ozone.emit(kind, uri, cid, decision["decision_id"], comment=comment)


def make_case(uri: str, cid: str, record: Mapping[str, Any]) -> Case | None:
    """Of a post (app.bsky.feed.post): its text and the descriptions of its images. The creator is the repository."""
    embed = record.get("embed")
    images = embed.get("images") if isinstance(embed, dict) else None
    alts = [one.get("alt") for one in images if isinstance(one, dict)] if isinstance(images, list) else []
    texts = enumerate([record.get("text"), *alts])
    content = [{"kind": "other" if n else "caption", "text": one} for n, one in texts if isinstance(one, str) and one]
    if not content:
        return None
    case: Any = {"id": f"{uri}#{cid}", "creator_id": uri.removeprefix("at://").partition("/")[0], "content": content}
    return case  # type: ignore[no-any-return]


def main(port: int) -> None:
    env = Settings(os.environ)
    http = httpx.Client(base_url=env["OZONE_URL"], auth=("admin", env["OZONE_ADMIN_PASSWORD"]), timeout=10)
    bridge = Bridge(
        Clausewise(env["CLAUSEWISE_URL"], env.get("CLAUSEWISE_KEY")),
        Ozone(http, env["OZONE_DID"]),
        env["CLAUSEWISE_WEBHOOK_SECRETS"].split(),
        env.get("OZONE_LABEL", "policy-violation"),
        Path(env.get("PLACE_FILE", "ozone-place.json")),
    )
    server = make_server(port, {"/clausewise": bridge.take_letters})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        try:
            bridge.poll()
        except (httpx.HTTPError, Problem, ServiceUnreachable, KeyError, TypeError, ValueError) as error:
            print(f"polling again later: {error!r}", file=sys.stderr, flush=True)
        time.sleep(float(env.get("POLL_SECONDS", "10")))


if __name__ == "__main__":
    main(int(sys.argv[1]))
