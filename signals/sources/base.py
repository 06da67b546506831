"""The protocol of every source of creator signals."""

from typing import Protocol

from domain.signals import SignalReading


class SignalSource(Protocol):
    """`read` does not raise if a creator is unknown or a service does not answer: both are conditions of the reading.
    The reading's `source` is this source's `name`."""

    @property
    def name(self) -> str: ...

    def read(self, creator_id: str) -> SignalReading: ...
