"""A promptfoo provider that asks Clausewise for a verdict: `call_api` of promptfoo's Python providers, version 0.121.

Read in promptfoo 0.121.20: dist/src/python/wrapper.py, and promptfoo.dev/docs/providers/python. A test of
`clausewise eval export --format promptfoo` has the case in its variable `case`, in Base64, because
promptfoo acts on templates in a text. The output is the outcome, which the
test's `equals` assertion compares; the violated clauses are in `metadata`, for `clauses.py`. Without a verdict the
answer is an error, never an outcome.
"""

import hashlib
import json
import os
from base64 import b64decode
from typing import Any

from clausewise_client import Clausewise, Problem, ServiceUnreachable


def call_api(prompt: str, options: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """`options`: the provider's entry of the configuration, with `url` in its `config`."""
    text = b64decode(str(context["vars"]["case"]).removeprefix("base64:"))
    url = options.get("config", {}).get("url") or os.environ.get("CLAUSEWISE_URL", "http://localhost:8000")
    key = f"promptfoo-{hashlib.sha256(text).hexdigest()}"
    try:
        with Clausewise(url, os.environ.get("CLAUSEWISE_KEY")) as client:
            decision = client.decide(json.loads(text), idempotency_key=key)
    except (Problem, ServiceUnreachable, ValueError) as error:
        return {"error": f"no verdict: {error}"}
    verdict = decision["verdict"]
    violated = [one["clause_id"] for one in verdict.get("findings", []) if one["status"] == "violated"]
    return {"output": verdict["outcome"], "metadata": {"decision_id": decision["decision_id"], "violated": violated}}
