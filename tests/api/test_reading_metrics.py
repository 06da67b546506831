"""A copy of a post is counted as found in memory, however its creator is called; without a memory nothing is shown."""

from pathlib import Path

from fastapi.testclient import TestClient

from tests.api.conftest import make_case, run_service

TEXT = "this balm cured the gout of my aunt in four days"


def readings(client: TestClient) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines())
    return {name: float(value) for name, _, value in lines if name.startswith("clausewise_readings")}


def test_copy_of_a_post_is_found(client: TestClient) -> None:
    before = readings(client)
    for number in (1, 2):
        case = make_case(TEXT, name=f"copy-{number}", creator_id=f"cr_copy_{number}", language="en")
        assert client.post("/v1/decisions", json=case).status_code == 201
    after = readings(client)
    for kind in ("content", "judging"):
        for result in ("found", "made"):
            name = f'clausewise_readings_total{{kind="{kind}",result="{result}"}}'
            assert after[name] == before[name] + 1
        assert after[f'clausewise_readings_bytes{{kind="{kind}"}}'] > 0


def test_service_without_a_memory_shows_none(tmp_path: Path) -> None:
    with run_service(tmp_path, reading_cache={"megabytes": 0}) as (client, _):
        assert readings(client) == {}
