"""The Langfuse example: pushed, changed by a person, pulled and imported; and verdicts as scores."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from eval.exports.export_format import ExportFormat
from eval.exports.formats import export_text
from eval.imports.convert import ColumnMapping, to_labelled_cases
from eval.imports.formats import read_import
from examples.neighbours.langfuse.dataset import Langfuse
from tests.api.processes import ROOT, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, VIOLATING, Peer, Reply, Request, peer

KEYS = ("pk-lf-1", "sk-lf-1")
ITEM_FIELDS = {"id", "datasetName", "input", "expectedOutput", "metadata", "status", "sourceTraceId"}
SCORE_FIELDS = {"id", "traceId", "name", "value", "dataType", "comment"}


class Service:
    """Langfuse's API as fern/apis/server/definition says: what has a known id is replaced."""

    def __init__(self) -> None:
        self.datasets: set[str] = set()
        self.items: dict[str, dict[str, Any]] = {}
        self.scores: dict[str, dict[str, Any]] = {}

    def answer(self, request: Request) -> Reply:
        expected = "Basic " + base64.b64encode(":".join(KEYS).encode()).decode()
        if request.headers.get("authorization") != expected:
            return 401, {"message": "Invalid credentials"}
        address = urlsplit(request.path)
        if request.method == "GET":
            return self._list({name: values[0] for name, values in parse_qs(address.query).items()})
        body = request.body
        if address.path.endswith("/datasets"):
            self.datasets.add(body["name"])
        elif address.path.endswith("/dataset-items"):
            if body["datasetName"] not in self.datasets or body.keys() - ITEM_FIELDS:
                return 404, {"message": "Dataset not found"}
            self.items[body["id"]] = body | {"datasetId": "d1", "createdAt": "2026-11-30T10:00:00Z"}
        else:
            assert body.keys() <= SCORE_FIELDS
            assert (body["dataType"], body["value"] in (0, 1)) == ("BOOLEAN", True)
            self.scores[body["id"]] = body
        return 200, body

    def _list(self, query: dict[str, str]) -> Reply:
        found = [item for item in self.items.values() if item["datasetName"] == query["datasetName"]]
        page, limit = int(query["page"]), int(query["limit"])
        meta = {"page": page, "limit": limit, "totalItems": len(found), "totalPages": -(-len(found) // limit)}
        return 200, {"data": found[(page - 1) * limit : page * limit], "meta": meta}


@pytest.fixture
def langfuse() -> Iterator[tuple[Service, Peer]]:
    service = Service()
    with peer(service.answer) as found:
        yield service, found


def cases(count: int) -> tuple[LabelledCase, ...]:
    return tuple(
        LabelledCase.model_validate(
            {
                "id": f"c{number}",
                "case": {"content": [{"id": "i1", "text": VIOLATING}]},
                "gold": {"outcome": "violation", "violated": ["CLM-1"]},
            }
        )
        for number in range(count)
    )


def run(url: str, *arguments: str, code: int = 0) -> str:
    variables = {"LANGFUSE_HOST": url, "LANGFUSE_PUBLIC_KEY": KEYS[0], "LANGFUSE_SECRET_KEY": KEYS[1]}
    command = [sys.executable, str(ROOT / "examples" / "neighbours" / "langfuse" / "dataset.py"), *arguments]
    environment = {**os.environ, **variables, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_round_trip_over_several_pages(langfuse: tuple[Service, Peer], tmp_path: Path) -> None:
    service, found = langfuse
    file = tmp_path / "items.json"
    file.write_text(export_text(cases(60), ExportFormat.LANGFUSE, "mine"))
    found.faults = ["", "", "", 500]
    assert "Langfuse answered 500 to POST /api/public/dataset-items" in run(found.url, "push", str(file), code=1)
    assert run(found.url, "push", str(file)) == "60 items\n"  # again, and nothing is there twice
    service.items["mine/c7"]["expectedOutput"] = {"outcome": "no_violation", "violated": [], "reason": "A quote."}
    back = tmp_path / "back.json"
    back.write_text(run(found.url, "pull", "mine"))
    read = to_labelled_cases(read_import(back).rows, ColumnMapping())
    assert [one.gold.outcome for one in read].count(Outcome.NO_VIOLATION) == 1
    assert [one for one in read if one.id != "c7"] == [one for one in cases(60) if one.id != "c7"]


@pytest.mark.slow
def test_verdicts_become_scores_of_traces(langfuse: tuple[Service, Peer], service: ServiceProcess) -> None:
    store, found = langfuse
    with httpx.Client(base_url=found.url, auth=KEYS, trust_env=False) as http:
        items = json.loads(export_text(cases(2), ExportFormat.LANGFUSE, "mine"))["data"]
        items[0]["sourceTraceId"] = "trace-1"
        harmless = {"id": "x", "content": [{"id": "i1", "text": HARMLESS}]}
        items.append(items[0] | {"id": "mine/x", "sourceTraceId": "trace-2", "input": harmless})
        Langfuse(http).push(items)
    url = f"http://127.0.0.1:{service.port}"
    expected = "left out without a trace or a label: mine/c1\n"
    assert [run(found.url, "score", "mine", url) for _ in range(2)] == [expected] * 2
    assert sorted((one["traceId"], one["value"]) for one in store.scores.values()) == [("trace-1", 1), ("trace-2", 0)]
