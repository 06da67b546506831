"""A source that returns the reading of an earlier decision, for replay."""

from dataclasses import dataclass

from domain.signals import SignalCondition, SignalReading


@dataclass(frozen=True)
class RecordedSignals:
    reading: SignalReading

    @property
    def name(self) -> str:
        return self.reading.source

    def read(self, creator_id: str) -> SignalReading:
        """The recorded reading, whatever its condition, but never that of another creator."""
        signals = self.reading.signals
        if signals is None or signals.creator_id == creator_id:
            return self.reading
        detail = "the recorded reading is of another creator"
        return SignalReading(condition=SignalCondition.UNREACHABLE, source=self.name, detail=detail)
