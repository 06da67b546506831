"""Between Coop and Clausewise: Coop's actions and your reports become cases, decisions become actions and reports.

    pip install cryptography
    python -m examples.neighbours.coop.bridge 8091          # its settings: docs/neighbours.md

Read in roostorg/coop: docs/api/actions.md at 49b06d76, docs/api/partial-items.md at 1174761f, docs/api/report.md at
88433ade. In: `/coop/action`, the callback of an action "Ask Clausewise", and `/report`, a report in the form of Coop's
Report API. Out: for needs_review a report, so that a person decides in Coop; for a letter that Clausewise delivers to
`/clausewise` the action that you chose, and for a retraction its opposite. Coop's API takes no idempotency key: where
its answer is lost, an action is sent twice at worst, with the same note.
"""

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from clausewise_client import Clausewise
from examples.neighbours.coop.forms import (
    PREFIX,
    check_signature,
    item_ids,
    make_action,
    make_case,
    make_report,
    read_object,
)
from examples.neighbours.receiver import Done, Headers, Refused, Settings, make_server, read_letters


@dataclass(frozen=True)
class Bridge:
    """`items`: your Partial Items endpoint, `coop`: Coop, each with its own key. `actions`: the ids of Coop's actions
    for `letter` and `retraction`. `policies`: Coop's policy ids by clause. `creator_field`: of an item's data."""

    clausewise: Clausewise
    coop: httpx.Client
    items: httpx.Client
    public_key: RSAPublicKey
    report_key: str
    secrets: list[str]
    actions: Mapping[str, str]
    policies: Mapping[str, str]
    reporter: Mapping[str, str]
    done: Done
    creator_field: str = "owner"

    def take_action(self, body: bytes, headers: Headers) -> dict[str, Any]:
        check_signature(body, headers, self.public_key)
        wanted = item_ids(read_object(body).get("item"), "the item of the callback")
        response = self.items.post("", json={"items": [wanted]}).raise_for_status()
        found = (one for one in response.json()["items"] if {**one, **wanted} == one)
        if (item := next(found, None)) is None:
            raise Refused(404, "your Partial Items endpoint does not return this item: nothing was decided")
        return self._decide(item, {"reporter": {"kind": "user", **self.reporter}, "reportedItem": item})

    def take_report(self, body: bytes, headers: Headers) -> dict[str, Any]:
        if not hmac.compare_digest(headers.get("x-api-key", "").encode(), self.report_key.encode()):
            raise Refused(401, "the x-api-key is not that of this bridge")
        report = read_object(body)
        item_ids(report.get("reportedItem"), "reportedItem")
        return self._decide(report["reportedItem"], report)

    def take_letters(self, body: bytes, headers: Headers) -> dict[str, Any]:
        """The item comes from the stored decision, not from the event."""
        sent = 0
        for message in read_letters(body, headers, self.secrets):
            case_id = self.clausewise.get_decision(message["decision_id"])["case_id"]
            if case_id.startswith(f"{PREFIX}/"):
                action = make_action(case_id, message, self.actions, self.policies)
                sent += self.done.once(message["message_id"], partial(self._send, "/api/v1/actions", action))
        return {"actions": sent}

    def _decide(self, item: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
        """The same item with the same text is decided once, however many reports it gets."""
        case = make_case(item, self.creator_field)
        key = hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()
        try:
            decision = self.clausewise.decide(case, idempotency_key=f"{PREFIX}-{key}")
        except ValueError as error:  # half a surrogate pair, which is no text
            raise Refused(422, f"the text of the item cannot be sent: {error}") from error
        outcome = decision["verdict"]["outcome"]
        if outcome == "needs_review":
            name = f"report-{decision['decision_id']}"
            self.done.once(name, partial(self._send, "/api/v1/report", make_report(report, decision)))
        return {"decision_id": decision["decision_id"], "outcome": outcome}

    def _send(self, path: str, body: dict[str, Any]) -> None:
        self.coop.post(path, json=body).raise_for_status()


def make_bridge(env: Mapping[str, str]) -> Bridge:
    key = load_pem_public_key(env["COOP_PUBLIC_KEY"].encode())
    if not isinstance(key, RSAPublicKey):
        raise SystemExit("COOP_PUBLIC_KEY is no RSA key: see Settings, API Keys, in Coop")
    return Bridge(
        clausewise=Clausewise(env["CLAUSEWISE_URL"], env.get("CLAUSEWISE_KEY")),
        coop=httpx.Client(base_url=env["COOP_URL"], headers={"X-API-KEY": env["COOP_API_KEY"]}, timeout=10),
        items=httpx.Client(base_url=env["ITEMS_URL"], headers={"X-API-KEY": env["ITEMS_KEY"]}, timeout=10),
        public_key=key,
        report_key=env["REPORT_KEY"],
        secrets=env["CLAUSEWISE_WEBHOOK_SECRETS"].split(),
        actions=json.loads(env["COOP_ACTIONS"]),
        policies=json.loads(env.get("COOP_POLICIES", "{}")),
        reporter=json.loads(env["COOP_REPORTER"]),
        done=Done(env.get("DONE_FILE", "coop-bridge.db")),
    )


def main(port: int) -> None:
    bridge = make_bridge(Settings(os.environ))
    routes = {"/coop/action": bridge.take_action, "/report": bridge.take_report, "/clausewise": bridge.take_letters}
    make_server(port, routes).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
