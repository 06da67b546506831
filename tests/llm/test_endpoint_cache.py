"""What a server lacks is remembered for a while."""

import pytest

from llm.endpoint_cache import ASK_AGAIN_S, EndpointCache
from llm.errors import Failing, LlmError


def test_only_a_missing_endpoint_is_remembered_and_not_for_ever() -> None:
    now = 0.0
    absence = EndpointCache(lambda: now)
    absence.note(LlmError(Failing.RATE_LIMITED, "too many"))
    absence.check()
    absence.note(LlmError(Failing.NO_ENDPOINT, "no /decisions"))
    with pytest.raises(LlmError, match="no /decisions") as raised:
        absence.check()
    assert raised.value.kind is Failing.NO_ENDPOINT
    now = ASK_AGAIN_S
    absence.check()
