"""Labelled cases as a dataset of Langfuse, and back; verdicts as scores.

    clausewise eval export --format langfuse --out items.json
    python examples/neighbours/langfuse/dataset.py push items.json
    python examples/neighbours/langfuse/dataset.py pull creator_governance > back.json    # after people changed labels
    clausewise eval import back.json --out labelled
    python examples/neighbours/langfuse/dataset.py score creator_governance http://localhost:8000

LANGFUSE_HOST, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY as for Langfuse's own clients. Read in langfuse/langfuse,
fern/apis/server/definition: dataset-items.yml at 1a1bbc05, datasets.yml at 76284c45, scores.yml at 0fb38933.
Items and scores have ids of ours, and Langfuse replaces what has a known id: each command can be repeated after a
failure. A score is about the trace of an item (`sourceTraceId`); items without one are named and left out.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from clausewise_client import Clausewise

PAGE = 50
MAX_PAGES = 10_000


@dataclass(frozen=True)
class Langfuse:
    """`http`: with the base URL and the public and secret keys as name and password."""

    http: httpx.Client

    def push(self, items: list[dict[str, Any]]) -> int:
        for name in sorted({item["datasetName"] for item in items}):
            self._send("POST", "/api/public/v2/datasets", json={"name": name})  # an existing one stays
        for item in items:
            self._send("POST", "/api/public/dataset-items", json=item)
        return len(items)

    def pull(self, name: str) -> Iterator[dict[str, Any]]:
        """All items, archived ones too: `clausewise eval import` leaves those out and names them."""
        for page in range(1, MAX_PAGES + 1):
            query = {"datasetName": name, "page": page, "limit": PAGE}
            answer = self._send("GET", "/api/public/dataset-items", params=query)
            yield from answer["data"]
            if page >= answer["meta"]["totalPages"]:
                return

    def score(self, item: dict[str, Any], clausewise: Clausewise) -> bool:
        """Whether the outcome is that of the label. False: the item has no trace, or no label."""
        trace, expected = item.get("sourceTraceId"), (item.get("expectedOutput") or {}).get("outcome")
        if not trace or not expected:
            return False
        text = json.dumps(item["input"], sort_keys=True)
        key = f"langfuse-{hashlib.sha256(text.encode()).hexdigest()}"
        decision = clausewise.decide(item["input"], idempotency_key=key)
        outcome = decision["verdict"]["outcome"]
        score = {
            "id": f"{decision['decision_id']}-{hashlib.sha256(item['id'].encode()).hexdigest()[:16]}",
            "traceId": trace,
            "name": "clausewise outcome",
            "value": int(outcome == expected),
            "dataType": "BOOLEAN",
            "comment": f"{decision['decision_id']}: {outcome}",
        }
        self._send("POST", "/api/public/scores", json=score)
        return True

    def _send(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        response = self.http.request(method, path, **arguments)
        if response.is_error:
            raise SystemExit(f"Langfuse answered {response.status_code} to {method} {path}: {response.text[:300]}")
        answer: dict[str, Any] = response.json()
        return answer


def main(command: str, argument: str, url: str = "http://localhost:8000") -> None:
    env = os.environ
    keys = (env["LANGFUSE_PUBLIC_KEY"], env["LANGFUSE_SECRET_KEY"])
    with httpx.Client(base_url=env["LANGFUSE_HOST"], auth=keys, timeout=20) as http:
        langfuse = Langfuse(http)
        if command == "push":
            print(f"{langfuse.push(json.loads(Path(argument).read_text(encoding='utf-8'))['data'])} items")
        elif command == "pull":
            print(json.dumps({"data": [*langfuse.pull(argument)]}, ensure_ascii=False))
        elif command == "score":
            with Clausewise(url, env.get("CLAUSEWISE_KEY")) as clausewise:
                left_out = [item["id"] for item in langfuse.pull(argument) if not langfuse.score(item, clausewise)]
            print(f"left out without a trace or a label: {', '.join(left_out) or 'none'}")
        else:
            raise SystemExit("write push FILE, pull DATASET or score DATASET URL")


if __name__ == "__main__":
    main(*sys.argv[1:])
