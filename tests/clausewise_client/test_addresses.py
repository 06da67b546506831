"""A client refuses the address of no service when it is made."""

import pytest

from clausewise_client import AsyncClausewise, Clausewise

CLIENTS = pytest.mark.parametrize("client", [Clausewise, AsyncClausewise])


@CLIENTS
@pytest.mark.parametrize(
    "url", ["", "--help", "localhost:8000", "127.0.0.1", "/v1", "ftp://host", "http://", "http:host"]
)
def test_address_without_http_or_a_host_is_refused(client: type[Clausewise | AsyncClausewise], url: str) -> None:
    with pytest.raises(ValueError, match="give http://host:port"):
        client(url)


@CLIENTS
@pytest.mark.parametrize("url", ["http://localhost:8000", "HTTPS://moderation.example/prefix/", "http://[::1]:8000"])
def test_address_of_a_service_is_taken(client: type[Clausewise | AsyncClausewise], url: str) -> None:
    client(url)
