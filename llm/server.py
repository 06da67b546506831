"""An OpenAI-compatible server: connections, slots and answer forms that all cases of the process share."""

import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx2
from openai import OpenAI

from llm.budget import CaseBudget
from llm.chat import open_chat
from llm.concurrency import Throttle
from llm.endpoint_cache import EndpointCache
from llm.errors import Failing, LlmError
from llm.metered_chat import MeteredChat
from llm.options import LlmOptions
from llm.predicates import OpenAIDecider
from llm.response import garbled
from llm.response_format import Forms
from llm.session import Session
from llm.transport import RetryingTransport


class ModelServer:
    """Opened once a process and closed at its end, with the `pool` of connections, where one is given. Proxies and
    certificates are taken from the environment."""

    def __init__(
        self,
        options: LlmOptions,
        *,
        pool: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        if not options.configured:
            raise LlmError(
                Failing.NOT_CONFIGURED,
                "no language model is set: give OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
            )
        self.options = options
        self._sleep = sleep
        self._draw = draw
        self._pool = pool or httpx2.Client(limits=httpx2.Limits(max_connections=None))
        self._throttle = Throttle(options.concurrency)
        self._forms = Forms(options.answer_form)
        self._absence = EndpointCache()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    def open(self) -> Session:
        ledger = CaseBudget(self.options.budget)
        http = self._http(ledger)
        chat = MeteredChat(inner=open_chat(self.options, http), ledger=ledger, model=self.options.chat_model)
        model = self.options.decisions_model
        decider = OpenAIDecider(self._client(http), model, ledger, self._absence) if model else None
        return Session(self.options, ledger, chat, decider, self._forms)

    def offered(self) -> tuple[str, ...]:
        """The names of the models that the server says it has. Raises `LlmError`."""
        try:
            return tuple(model.id for model in self._client(self._http(CaseBudget(self.options.budget))).models.list())
        except LlmError:
            raise
        except Exception as error:
            raise garbled(error) from error

    def _http(self, ledger: CaseBudget) -> httpx2.Client:
        line = RetryingTransport(self._pool, self._throttle, ledger, self.options, sleep=self._sleep, draw=self._draw)
        return httpx2.Client(transport=line)

    def _client(self, http: httpx2.Client) -> OpenAI:
        return OpenAI(api_key=self.options.key, base_url=self.options.address, http_client=http, max_retries=0)
