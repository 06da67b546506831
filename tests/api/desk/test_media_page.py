"""The page of a case shows where in a picture its words were read."""

from pathlib import Path

from domain.case import Case
from tests.api.conftest import run_service
from tests.api.desk.people import sign_in
from tests.api.test_media import SEEN

WHERE = "photo-1, 12% from the left, 40% from the top"


def test_desk_shows_the_place_and_what_is_known_of_the_picture(tmp_path: Path) -> None:
    with run_service(tmp_path) as (client, services):
        name = services.decide(Case.model_validate({"id": "seen", **SEEN}), "local").decision_id
        html = sign_in(client, services, "ada").html(f"/desk/decisions/{name}")
    assert f"read in <bdi>{WHERE}</bdi>" in html
    assert f'<span class="faint"><bdi>{WHERE}</bdi></span></blockquote>' in html
    assert "picture of 1,080 by 900 pixels, from photo.png" in html
