"""The protocol every source of creator signals speaks."""

from typing import Protocol

from domain.signals import SignalReading


class SignalSource(Protocol):
    """`read` never raises for a creator that is not known or a service that does not answer: both are conditions
    of the reading, and `source` in it is this source's `name`."""

    @property
    def name(self) -> str: ...

    def read(self, creator_id: str) -> SignalReading: ...
