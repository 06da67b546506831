"""OpenAI's lower price for questions that may wait: asked for first, and given up where the provider has no room."""

import json
import time
from collections.abc import Callable

import httpx2

from llm.errors import LlmError, LlmErrorKind
from llm.http.error_responses import TransientLlmError
from llm.tokens import TIER

CHAT_PATH = "/chat/completions"
PAUSE_S = 120.0  # after a provider without room, which is said to last minutes
NOT_BY_TIER = (LlmErrorKind.UNAUTHORISED, LlmErrorKind.UNREACHABLE, LlmErrorKind.REFUSED, LlmErrorKind.OVER_BUDGET)


class FlexState:
    """Whether the provider gives the lower price now. All cases of the process share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._paused_until = 0.0
        self._refused = False

    @property
    def is_open(self) -> bool:
        return not self._refused and self._clock() >= self._paused_until

    def pause(self) -> None:
        self._paused_until = self._clock() + PAUSE_S

    def refuse(self) -> None:
        """For good: the model is not offered at this price."""
        self._refused = True


class FlexTransport(httpx2.BaseTransport):
    """Sends a question once at the lower price through `once`, and where that fails at the usual price through
    `usual`."""

    def __init__(self, once: httpx2.BaseTransport, usual: httpx2.BaseTransport, state: FlexState) -> None:
        self._once = once
        self._usual = usual
        self._state = state

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not self._state.is_open or not request.url.path.endswith(CHAT_PATH):
            return self._usual.handle_request(request)
        try:
            return self._once.handle_request(_at_flex(request))
        except TransientLlmError:
            self._state.pause()
            return self._usual.handle_request(request)
        except LlmError as error:
            if error.kind in NOT_BY_TIER:
                raise
            answer = self._usual.handle_request(request)
            self._state.refuse()  # because the same question is answered at the usual price
            return answer


def _at_flex(request: httpx2.Request) -> httpx2.Request:
    body = json.dumps({**json.loads(request.content), "service_tier": TIER}).encode()
    headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
    return httpx2.Request(request.method, request.url, headers=headers, content=body, extensions=request.extensions)
