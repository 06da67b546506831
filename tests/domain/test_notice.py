"""Notices: when they can have come in, and what names who sent them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.notice import Notice

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def notice(received_at: object = "2026-11-21T09:30:00+01:00", **fields: Any) -> Notice:
    return Notice.model_validate({"source": "user", "received_at": received_at, **fields})


@pytest.mark.parametrize("received_at", [5, True, "5", "2026-11-21", "2026-11-21T09:30:00", "x", None, [], "9" * 99])
def test_time_is_text_with_a_zone(received_at: object) -> None:
    with pytest.raises(ValidationError, match="give the time as text with its zone"):
        notice(received_at)


@pytest.mark.parametrize(
    "received_at", ["2026-11-21T09:30:00.5Z", "2026-11-21 10:30+0100", "2026-11-22T09:30:00Z", NOW]
)
def test_time_of_a_notice_is_accepted(received_at: object) -> None:
    assert notice(received_at).refusal(NOW) is None


@pytest.mark.parametrize(
    "received_at",
    ["0001-01-01T00:00:00+14:00", "1999-12-31T23:59:59Z", "2026-11-22T09:30:01Z", "9999-12-31T23:00-14:00"],
)
def test_time_that_cannot_be_right_is_refused(received_at: str) -> None:
    assert "is before 2000 or in the future" in (notice(received_at).refusal(NOW) or "")


def test_time_is_read_in_utc_and_never_leaves_the_calendar() -> None:
    assert notice().received == NOW - timedelta(hours=1)
    assert notice().received.tzinfo is UTC
    assert f"{notice('0001-01-01T00:00:00+14:00').received:%m-%d}" == "01-01"
    assert f"{notice('9999-12-31T23:59:59-14:00').received:%Y-%m-%d}" == "9999-12-31"


@pytest.mark.parametrize("name", ["u_7", "6f1c-4", "https://a.example/u/7", "a" * 500])
def test_id_of_a_notifier(name: str) -> None:
    assert notice(notifier_id=name).refusal(NOW) is None


@pytest.mark.parametrize("name", ["John S <john@x.org>", "John S", "john@x.org", " u_7", "u_7\n", "\u200bu", "é"])
def test_name_or_address_of_a_notifier_is_refused(name: str) -> None:
    refusal = notice(notifier_id=name).refusal(NOW) or ""
    assert "never a name or an address" in refusal
    assert name.strip() not in refusal
