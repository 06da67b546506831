import pytest

from domain.signals import CreatorSignals, SignalCondition, SignalReading
from signals.recorded import RecordedSignals
from signals.source import SignalSource

KNOWN = SignalReading(
    condition=SignalCondition.KNOWN, source="http", signals=CreatorSignals(creator_id="cr_maya", strikes=1)
)
UNKNOWN = SignalReading(condition=SignalCondition.UNKNOWN_CREATOR, source="embedded", detail="not held")
UNREACHABLE = SignalReading(condition=SignalCondition.UNREACHABLE, source="http", detail="answered 503")


@pytest.mark.parametrize("reading", [KNOWN, UNKNOWN, UNREACHABLE])
def test_the_recorded_reading_is_given_again(reading: SignalReading) -> None:
    source: SignalSource = RecordedSignals(reading)
    assert (source.name, source.read("cr_maya")) == (reading.source, reading)


def test_no_creator_is_given_the_record_of_another() -> None:
    assert RecordedSignals(KNOWN).read("cr_noor") == SignalReading(
        condition=SignalCondition.UNREACHABLE, source="http", detail="the recorded reading is of another creator"
    )
