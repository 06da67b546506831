"""An Osprey UDF that asks Clausewise for a verdict; a rule labels entities with it (`rules/clausewise.sml`).

Copy this file to `example_plugins/src/udfs/`, `register.py` beside your plugins and `rules/` to your rules. Read in
roostorg/osprey: osprey_worker/src/osprey/engine/udf/base.py at 4a818ff5, udf/arguments.py at 03005b2b,
stdlib/udfs/{labels,mx_lookup,get_action_id}.py, example_plugins/src/register_plugins.py at 2da12d95.

The feature is `violation`, `no_violation` or `needs_review`, or `no verdict: <reason>`: a rule that compares it with an
outcome labels nobody when there is none, and the reason is stored with the action. The whole call has a deadline,
because a timeout of the HTTP client bounds one read only. Osprey patches threads with gevent, so waiting blocks no
other action. The idempotency key is the id of the action: an action that Osprey executes again gets its first verdict.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as DeadlineExceeded
from functools import lru_cache
from typing import Any

import httpx
from osprey.engine.executor.execution_context import ExecutionContext
from osprey.engine.udf.arguments import ArgumentsBase
from osprey.engine.udf.base import UDFBase

from clausewise_client import Clausewise, Problem, RetryPolicy, ServiceUnreachable

NO_VERDICT = "no verdict"
MAX_REASON_CHARS = 200


class ClausewiseArguments(ArgumentsBase):
    post_id: str
    """The id of the post on the platform."""
    creator_id: str
    """The id of the account that posted it."""
    text: str
    """The text of the post."""


class ClausewiseOutcome(UDFBase[ClausewiseArguments, str]):
    """Asks Clausewise whether a post violates the policies."""

    category = "Clausewise"
    execute_async = True

    def execute(self, execution_context: ExecutionContext, arguments: ClausewiseArguments) -> str:
        case = {
            "id": arguments.post_id,
            "creator_id": arguments.creator_id,
            "content": [{"id": "text", "text": arguments.text}],
        }
        client, pool, seconds = connection()
        asked: Future[Any] = pool.submit(
            client.decide, case, idempotency_key=f"osprey-{execution_context.get_action_id()}"
        )
        try:
            outcome: str = asked.result(seconds)["verdict"]["outcome"]
        except DeadlineExceeded:
            asked.cancel()
            return f"{NO_VERDICT}: none within {seconds:g} s"
        except (Problem, ServiceUnreachable, ValueError) as error:
            return f"{NO_VERDICT}: {error}"[:MAX_REASON_CHARS]
        return outcome


@lru_cache(maxsize=1)
def connection() -> tuple[Clausewise, ThreadPoolExecutor, float]:
    """One for each worker. An attempt is not repeated: Osprey's next action is worth more than this one's verdict."""
    seconds = float(os.environ.get("CLAUSEWISE_SECONDS", "2"))
    client = Clausewise(
        os.environ["CLAUSEWISE_URL"],
        os.environ.get("CLAUSEWISE_KEY"),
        retries=RetryPolicy(attempts=1),
        timeout=httpx.Timeout(seconds),
    )
    return client, ThreadPoolExecutor(max_workers=32, thread_name_prefix="clausewise"), seconds
