"""Files by links: what a server may answer, and that no answer costs more than the limits or leads inside."""

import pytest

from net.guarded.addresses import AddressRules
from net.guarded.download import Download, Downloaded, DownloadFailed
from tests.net.guarded.file_server import Respond, answer, cut_off, endless, serving, slow

RULES = AddressRules("a link", "the link's", "CLAUSEWISE_MEDIA__TRUSTED_HOSTS", "the link", frozenset({"localhost"}))


def get(url: str, max_bytes: int = 1000, seconds: float = 5.0) -> Downloaded:
    return Download(RULES, max_bytes, seconds).get(url)


def test_file_and_its_type_are_returned() -> None:
    with serving(answer(200, b"picture", Content_Type="image/png; x=y")) as url:
        assert get(url) == Downloaded(b"picture", "image/png")


@pytest.mark.parametrize(
    ("respond", "problem"),
    [
        (answer(403), r"the link has expired or was refused \(status 403\): send a new one"),
        (answer(404), r"the link has expired or was not found \(status 404\)"),
        (answer(410), r"the link has expired or is gone \(status 410\)"),
        (answer(500), "the server answered with status 500"),
        (answer(204), "the server answered with status 204"),
        (answer(200, b"x" * 1001), "the file has 1,001 bytes, and at most 1,000 are read"),
        (endless, "the file has more than 1,000 bytes"),
        (cut_off, "the connection to the server broke"),
        (answer(302), "the server names another address that cannot be read"),
        (answer(302, Location="https://[::1"), "the server names another address that cannot be read"),
        (answer(302, Location="https://127.0.0.1/"), "127.0.0.1 has an internal address"),
        (answer(302, Location="https://169.254.169.254/latest"), "169.254.169.254 has an internal address"),
        (answer(302, Location="file:///etc/passwd"), "needs a host|needs https"),
        (answer(302, Location="/photo.png?signature=secret"), "the link leads on more than 3 times"),
    ],
)
def test_answer_without_a_file_is_a_problem_in_words(respond: Respond, problem: str) -> None:
    with serving(respond) as url, pytest.raises(DownloadFailed, match=problem) as failed:
        get(url)
    assert "secret" not in str(failed.value)


def test_redirect_to_another_allowed_address_is_followed() -> None:
    with serving(answer(200, b"picture")) as file, serving(answer(302, Location=file)) as url:
        assert get(url).content == b"picture"


def test_slow_server_is_given_up() -> None:
    with serving(slow) as url, pytest.raises(DownloadFailed, match=r"did not send it within 0\.3 seconds"):
        get(url, seconds=0.3)


def test_server_that_is_not_there_is_a_problem() -> None:
    with serving(answer(200)) as url:
        pass
    with pytest.raises(DownloadFailed, match="the connection to the server broke"):
        get(url)


@pytest.mark.parametrize("url", ["https://nowhere.invalid/x", "https://"])
def test_link_without_a_host_is_a_problem(url: str) -> None:
    with pytest.raises(DownloadFailed, match="host"):
        get(url)
