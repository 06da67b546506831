"""Adds media to the bank by hand, and finds files in it: who does so names the clause that the media violate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from agent.media_bank.filling import new_entry, quoted_media
from agent.media_bank.limits import NEAR_LIMITS
from agent.media_bank.matching import BankIndex, hashes_of
from domain.errors import InputError
from domain.media import Media
from domain.media_bank import BankEntry, BankMatch
from policies.library import Library
from store.decision_rows import StoredDecision
from store.media_bank.bank import MediaBank


class NotForBank(InputError):
    """There is nothing to put into the bank, or its clause is not known; the message says what to do."""


@dataclass(frozen=True)
class Addition:
    """`media_id` None: the media that the finding on the clause quotes, or the only one of the case."""

    clause_id: str
    person: str
    note: str = ""
    media_id: str | None = None


@dataclass(frozen=True)
class BankAdding:
    bank: MediaBank
    library: Library

    def add_decision(
        self, stored: StoredDecision, addition: Addition, actor: str, now: datetime
    ) -> Sequence[BankEntry]:
        """The entries that are new. Raises NotForBank."""
        media = self._media(stored, addition)
        return self._add(media, addition, actor, now, stored)

    def add_file(self, media: Media, addition: Addition, actor: str, now: datetime) -> Sequence[BankEntry]:
        """Of a file that was read, under its name without its folders. Raises NotForBank."""
        named = media.model_copy(update={"id": PurePath(media.id).name})
        return self._add([named], addition, actor, now, None)

    def _add(
        self, media: Sequence[Media], addition: Addition, actor: str, now: datetime, stored: StoredDecision | None
    ) -> Sequence[BankEntry]:
        if addition.clause_id not in self.library.clause_ids:
            raise NotForBank(f"no policy has the clause {addition.clause_id}: `clausewise policies list` names them")
        for one in media:
            if one.problem is not None or not [*hashes_of(one)]:
                raise NotForBank(f"{one.id} {one.gap or 'was not read'}: add a file that can be read")
        entries = [
            new_entry(one, addition.clause_id, addition.person, now, of=stored, note=addition.note) for one in media
        ]
        return self.bank.add(entries, actor)

    @staticmethod
    def _media(stored: StoredDecision, addition: Addition) -> Sequence[Media]:
        case, decision_id = stored.case, stored.decision.decision_id
        if not case.media:
            raise NotForBank(f"the case of {decision_id} has no media: only media have hashes")
        if addition.media_id is not None:
            named = [one for one in case.media if one.id == addition.media_id]
            if not named:
                known = ", ".join(one.id for one in case.media)
                raise NotForBank(f"the case of {decision_id} has no medium {addition.media_id}: it has {known}")
            return named
        quoted = quoted_media(case, stored.decision, addition.clause_id)
        if not quoted and len(case.media) > 1:
            known = ", ".join(one.id for one in case.media)
            raise NotForBank(
                f"no finding on {addition.clause_id} quotes a medium of {decision_id}: name one of {known}"
            )
        return quoted or case.media


def find_in_bank(bank: MediaBank, media: Sequence[Media]) -> tuple[BankMatch, ...]:
    """Whatever their clause, the nearest first."""
    return BankIndex.read(bank, bank.state(), NEAR_LIMITS).matches(media)
