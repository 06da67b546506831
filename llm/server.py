"""An OpenAI-compatible server: the connections, slots and response formats that all cases of the process share."""

import random
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from llm.budget import CaseBudget
from llm.errors import LlmError, LlmErrorKind, invalid_response
from llm.options import LlmOptions
from llm.predicates import MissingEndpointCache, OpenAIPredicateClient

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

    from llm.session import ModelProvider, Session


class ModelServer:
    """One for each process, closed at its end together with `pool`. Proxies and certificates are read from the
    environment."""

    def __init__(
        self,
        options: LlmOptions,
        *,
        pool: "httpx2.Client | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        if not options.configured:
            raise LlmError(
                LlmErrorKind.NOT_CONFIGURED,
                "no language model is set: give OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
            )
        import_module("llm.chat")  # threads that import its libraries at once may see them half imported
        from llm.answers.structured_output import ResponseFormatFallback
        from llm.chat import turn_tracing_off
        from llm.http.connections import open_pool
        from llm.http.flex import FlexState
        from llm.http.transport import ConcurrencyLimit
        from llm.model_names import ModelNames

        turn_tracing_off()
        self.options = options
        self._sleep = sleep
        self._draw = draw
        self._pool = pool or open_pool(options.api_url)
        self._concurrency = ConcurrencyLimit(options.max_concurrent_requests)
        self._response_formats = ResponseFormatFallback(options.response_format)
        self._missing_endpoint = MissingEndpointCache()
        self._model_names = ModelNames(self.available_models)
        self._flex = FlexState()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    def open(self, *, may_wait: bool = False) -> "Session":
        """`may_wait`: ask at the provider's lower price first, where it has one."""
        from llm.chat import MeteredChat, open_chat
        from llm.session import Session

        budget = CaseBudget(self.options.budget)
        http = self._http_at_flex(budget) if may_wait and self.options.asks_at_flex else self._http(budget)
        url, inner = self.options.api_url, open_chat(self.options, http)
        chat = MeteredChat(inner=inner, budget=budget, model=self.options.chat_model, server_url=url)
        model = self.options.decisions_model
        client: OpenAIPredicateClient | None = None
        if model:
            client = OpenAIPredicateClient(self._client(http), model, budget, self._missing_endpoint, url)
        return Session(self.options, budget, chat, client, self._response_formats, self._model_names)

    def available_models(self) -> tuple[str, ...]:
        """The names of the models that the server lists. Asks once and not longer than `MAX_SECONDS`. Raises
        `LlmError`."""
        from llm.model_names import MAX_SECONDS, listed_names

        limits = self.options.budget.model_copy(update={"max_seconds": MAX_SECONDS})
        http = self._http(CaseBudget(limits), self.options.model_copy(update={"max_retries": 0}))
        try:
            headers = {"Authorization": f"Bearer {self.options.key}"}
            return listed_names(http.get(f"{self.options.api_url}/models", headers=headers).json())
        except LlmError:
            raise
        except Exception as error:
            raise invalid_response(error) from error

    def _http(self, budget: CaseBudget, options: LlmOptions | None = None) -> "httpx2.Client":
        import httpx2

        return httpx2.Client(transport=self._transport(budget, options or self.options))

    def _http_at_flex(self, budget: CaseBudget) -> "httpx2.Client":
        """One attempt at the lower price takes at most half of the case's time."""
        import httpx2

        from llm.http.flex import FlexTransport

        limit = min(self.options.timeout_seconds, self.options.budget.max_seconds / 2)
        once = self._transport(budget, self.options.model_copy(update={"max_retries": 0, "timeout_seconds": limit}))
        return httpx2.Client(transport=FlexTransport(once, self._transport(budget, self.options), self._flex))

    def _transport(self, budget: CaseBudget, options: LlmOptions) -> "httpx2.BaseTransport":
        from llm.http.transport import RetryingTransport

        return RetryingTransport(self._pool, self._concurrency, budget, options, sleep=self._sleep, draw=self._draw)

    def _client(self, http: "httpx2.Client") -> "OpenAI":
        from openai import OpenAI

        return OpenAI(api_key=self.options.key, base_url=self.options.api_url, http_client=http, max_retries=0)


class LazyServer:
    """Opens the server, and loads its libraries, at the first request of the process. Closes it when closed or no
    longer referenced. Safe to share between threads."""

    def __init__(self, options: LlmOptions) -> None:
        self.options = options
        self._lock = Lock()
        self._server: ModelServer | None = None

    def open(self) -> "Session":
        return self.server.open()

    def available_models(self) -> tuple[str, ...]:
        return self.server.available_models()

    @property
    def server(self) -> ModelServer:
        """Raises `LlmError` if no model is configured."""
        with self._lock:
            if self._server is None:
                self._server = ModelServer(self.options)
                weakref.finalize(self, self._server.close)
            return self._server

    def close(self) -> None:
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None


@dataclass(frozen=True)
class PatientModels:
    """The models of a server, for questions whose answer may come later at the provider's lower price."""

    lazy: LazyServer

    @property
    def options(self) -> LlmOptions:
        return self.lazy.options

    def open(self) -> "Session":
        return self.lazy.server.open(may_wait=True)

    def available_models(self) -> tuple[str, ...]:
        return self.lazy.available_models()


def for_batches(models: "ModelProvider") -> "ModelProvider":
    """A server's models at its lower price, where it has one."""
    return PatientModels(models) if isinstance(models, LazyServer) else models
