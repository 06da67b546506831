"""A service whose operator has not set up the warehouse says what is missing, without addresses and paths."""

from pathlib import Path

from tests.api.conftest import run_service
from warehouse.connection import open_warehouse


def test_what_the_operator_has_not_set_up_is_said(tmp_path: Path) -> None:
    def refused(words: str, status: int = 409) -> None:
        response = client.post("/v1/creators/c1/assessments", json={})
        assert (response.status_code, words in response.json()["detail"]) == (status, True), response.text
        assert str(tmp_path) not in response.text

    with run_service(tmp_path) as (client, services):
        refused("has no warehouse of events")
        place = services.settings.data_dir / "warehouse.db"
        with open_warehouse(f"sqlite:///{place}"):
            refused("have computed nothing yet")
        folder = services.settings.data_dir / "creator-models"
        folder.mkdir()
        (folder / "content_quality.json").write_text("{")
        refused("the fitted models of creators cannot be read: clausewise creators fit writes them")
        place.write_text("no database, but a text that is longer than the head of one" * 20)
        refused("WarehouseUnusable", 503)
