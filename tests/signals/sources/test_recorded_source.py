import pytest

from domain.signals import CreatorSignals, SignalCondition, SignalReading
from signals.sources.base import SignalSource
from signals.sources.recorded_source import RecordedSignals

KNOWN = SignalReading(
    condition=SignalCondition.KNOWN, source="http", signals=CreatorSignals(creator_id="cr_maya", strikes=1)
)
UNKNOWN = SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source="file", detail="not in the file")
UNREACHABLE = SignalReading(condition=SignalCondition.UNREACHABLE, source="http", detail="answered 503")


@pytest.mark.parametrize("reading", [KNOWN, UNKNOWN, UNREACHABLE])
def test_recorded_reading_is_returned(reading: SignalReading) -> None:
    source: SignalSource = RecordedSignals(reading)
    assert (source.name, source.read("cr_maya")) == (reading.source, reading)


def test_reading_of_another_creator_is_not_returned() -> None:
    assert RecordedSignals(KNOWN).read("cr_noor") == SignalReading(
        condition=SignalCondition.UNREACHABLE, source="http", detail="the recorded reading is of another creator"
    )
