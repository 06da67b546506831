"""A statement that the Transparency Database has, and that a later review took back or changed."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel


class CorrectionKind(StrEnum):
    """`withdrawn`: the review found no violation. `changed`: another restriction, or none, or another ground or
    category holds."""

    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


class Correction(FrozenModel):
    """`receiver_id`: the database's own id, where it said one. `corrected_at`: of the review in effect. `fields`:
    what would differ now, or be absent."""

    puid: str
    decision_id: str
    receiver_id: str
    kind: CorrectionKind
    sent_at: datetime
    corrected_at: datetime
    fields: tuple[str, ...] = ()
