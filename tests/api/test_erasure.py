"""A creator who is erased while their cases are decided stays erased."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create
from api.services import join
from store.erasure import ERASED, Erasure
from tests.api.conftest import case, settings_of
from tests.api.test_batches import finished


def test_a_case_that_is_under_way(tmp_path: Path) -> None:
    parts = join(settings_of(tmp_path), "local")
    erase: list[Callable[[str, str], int]] = []

    def meanwhile(_: object) -> None:
        """Once, when the evidence of the first case is gathered."""
        if erase:
            erase.pop()("cr_1", "test")

    watched = replace(parts, adjudicator=replace(parts.adjudicator, watch=meanwhile))
    with TestClient(create(watched, keyless=True), "http://localhost") as client:
        erase.append(Erasure(parts.store.database).creator)
        refused = client.post("/v1/decisions", json=case())
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:clausewise:problem:conflict")
        assert "was erased while it was decided" in refused.json()["detail"]
        erase.append(Erasure(parts.store.database).creator)
        others = [case(name=f"o{n}", creator_id="cr_2") for n in range(2)]
        batch_id = client.post("/v1/batches", json=[case(name="a"), case(name="b"), *others]).json()["batch_id"]
        assert finished(client, batch_id)["failed"] == 2
        errors = [item.error for item in parts.store.batches.items(batch_id)]
        assert errors == [ERASED, ERASED, None, None]
        kept = client.get("/v1/decisions").json()["items"]
    assert [item["case_id"] for item in kept] == ["o1", "o0"]
