"""A case that is too large for the service does not stop its batch."""

import json
from pathlib import Path

from tests.api.conftest import make_case, run_service, wait_until_finished


def test_item_with_too_large_facts_fails_and_the_others_are_decided(tmp_path: Path) -> None:
    cases = [make_case(name="big", facts={"notes": [{"text": "a" * 5_000}]}), make_case(name="small")]
    with run_service(tmp_path, max_content_chars=1_000) as (client, _):
        batch_id = client.post("/v1/batches", json=cases).json()["batch_id"]
        assert wait_until_finished(client, batch_id)["failed"] == 1
        big, small = (json.loads(line) for line in client.get(f"/v1/batches/{batch_id}/results").text.splitlines())
    assert "and a case has at most 1,000" in big["error"]
    assert small["decision"]["verdict"]["outcome"] == "violation"
