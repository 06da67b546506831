"""The clients: the generated operations over a connection, and what the OpenAPI document does not say."""

from types import TracebackType
from typing import Self

import httpx

from clausewise_client.async_operations import AsyncOperations
from clausewise_client.call import make_call
from clausewise_client.connection import AsyncConnection, Connection, Service
from clausewise_client.operations import Operations
from clausewise_client.retries import RetryPolicy

TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class Clausewise(Operations):
    """`base_url`: that of the service, such as http://localhost:8000. `key`: from `clausewise keys create`; None for a
    service on this machine that has no keys yet. `http`: a client with settings of your own, such as a proxy; it is
    not closed with this one."""

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        retries: RetryPolicy | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        http: httpx.Client | None = None,
    ) -> None:
        self._owns_http = http is None
        http = http or httpx.Client(timeout=timeout)
        super().__init__(Connection(http, Service(base_url, key), retries or RetryPolicy()))

    def get_decision_version(self, decision_id: str) -> str:
        """What `review_decision` takes as `if_match`: the version of the decision and its reviews."""
        return self._version("/v1/decisions/{id}", decision_id)

    def get_message_version(self, message_id: str) -> str:
        """What `edit_message` takes as `if_match`."""
        return self._version("/v1/education-messages/{id}", message_id)

    def _version(self, path: str, name: str) -> str:
        return self._connection.send(make_call("GET", path, {"id": name}, query={}, headers={})).headers["ETag"]

    def close(self) -> None:
        if self._owns_http:
            self._connection.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClausewise(AsyncOperations):
    """The same with asyncio."""

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        retries: RetryPolicy | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._owns_http = http is None
        http = http or httpx.AsyncClient(timeout=timeout)
        super().__init__(AsyncConnection(http, Service(base_url, key), retries or RetryPolicy()))

    async def get_decision_version(self, decision_id: str) -> str:
        """What `review_decision` takes as `if_match`: the version of the decision and its reviews."""
        return await self._version("/v1/decisions/{id}", decision_id)

    async def get_message_version(self, message_id: str) -> str:
        """What `edit_message` takes as `if_match`."""
        return await self._version("/v1/education-messages/{id}", message_id)

    async def _version(self, path: str, name: str) -> str:
        response = await self._connection.send(make_call("GET", path, {"id": name}, query={}, headers={}))
        return response.headers["ETag"]

    async def aclose(self) -> None:
        if self._owns_http:
            await self._connection.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
