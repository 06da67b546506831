"""Finds media of a case in the bank of confirmed violations: equal files by SHA-256, and near ones by their hashes, if
the words in them are much the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from agent.media_bank.limits import NEAR_LIMITS
from agent.media_bank.words_sketch import NAME, say_the_same, sketch, texts_of
from domain.case import Case
from domain.media import Media
from domain.media_bank import SHA256_NAME, BankMatch

if TYPE_CHECKING:
    from agent.settings import Settings
    from signals.copies.pictures.hash_bank import HashBank, NamedHash, Near
    from store.media_bank.bank import BankState, MediaBank, StoredHash

MAX_MATCHES = 20  # of a case, the nearest of each clause first
NO_TEXTS: Mapping[str, str] = {}


class BankReader(Protocol):
    def matches(self, case: Case) -> tuple[BankMatch, ...]:
        """What media of the case are found in the bank, equal ones first."""
        ...


@dataclass(frozen=True)
class RecordedBank:
    """What an earlier decision found: for replays, and for cases that are judged without a bank."""

    found: tuple[BankMatch, ...] = ()

    def matches(self, case: Case) -> tuple[BankMatch, ...]:
        del case
        return self.found


NO_BANK = RecordedBank()


@dataclass(frozen=True, eq=False)
class BankIndex:
    """The hashes of a bank in the state that it had when they were read. `words`: by entry, the sketch of its words."""

    state: "BankState"
    stored: Sequence["StoredHash"]
    words: Mapping[str, str]
    bank: "HashBank"

    @staticmethod
    def read(bank: "MediaBank", state: "BankState", limits: Mapping[str, int]) -> "BankIndex":
        from signals.copies.pictures.hash_bank import HashBank, NamedHash

        found = [*bank.hashes()]
        stored, words = [one for one in found if one.name != NAME], [one for one in found if one.name == NAME]
        named = [NamedHash(one.name, one.value) for one in stored]
        return BankIndex(state, stored, {one.entry_id: one.value for one in words}, HashBank.of(named, limits))

    def matches(
        self, media: Sequence[Media], case_id: str | None = None, texts: Mapping[str, str] = NO_TEXTS
    ) -> tuple[BankMatch, ...]:
        """Without the entries of decisions about this very case: a decision must not confirm itself. `texts`: by
        medium, what was read in it."""
        best: dict[tuple[str, str], BankMatch] = {}
        for one in media:
            words = sketch(texts.get(one.id, ""))
            for near in self.bank.search([*hashes_of(one)]):
                stored = self.stored[near.position]
                if case_id is not None and stored.case_id == case_id:
                    continue
                known, key = self.words.get(stored.entry_id), (one.id, stored.clause_id)
                if (_is_exact(near) or say_the_same(known, words)) and _is_better(near, best.get(key)):
                    best[key] = _match(one, stored, near)
        ranked = sorted(best.values(), key=lambda match: (not match.exact, match.distance / match.bits))[:MAX_MATCHES]
        return tuple(match.model_copy(update={"id": f"M{n}"}) for n, match in enumerate(ranked, 1))


@dataclass(eq=False)
class StoredBank:
    """Of the decision store. It is opened when a case has media, and read again when its entries have changed."""

    settings: "Settings"
    limits: Mapping[str, int] = field(default_factory=lambda: NEAR_LIMITS)
    _bank: "MediaBank | None" = None
    _index: BankIndex | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def matches(self, case: Case) -> tuple[BankMatch, ...]:
        hashed = [one for one in case.media if [*hashes_of(one)]]
        if not hashed:
            return ()
        with self._lock:
            index = self._current()
        return index.matches(hashed, case.id, texts_of(case))

    def _current(self) -> BankIndex:
        bank = self._bank = self._bank or open_bank(self.settings)
        state = bank.state()
        if self._index is None or self._index.state != state:
            self._index = BankIndex.read(bank, state, self.limits)
        return self._index


def open_bank(settings: "Settings") -> "MediaBank":
    from agent.open_stores import open_decision_store
    from store.media_bank.bank import MediaBank

    return MediaBank(open_decision_store(settings).database)


def hashes_of(media: Media) -> Iterator["NamedHash"]:
    """None of a medium that was not read."""
    from signals.copies.pictures.hash_bank import NamedHash

    if media.sha256 is not None:
        yield NamedHash(SHA256_NAME, media.sha256)
    yield from (NamedHash(one.name, one.value) for one in media.hashes)


def clauses_of(matches: Iterable[BankMatch]) -> tuple[str, ...]:
    """Each once, that of the nearest match first."""
    return tuple(dict.fromkeys(match.clause_id for match in matches))


def _is_better(near: "Near", known: BankMatch | None) -> bool:
    if known is None:
        return True
    return (not _is_exact(near), near.distance / near.bits) < (not known.exact, known.distance / known.bits)


def _is_exact(near: "Near") -> bool:
    return near.searched.name == SHA256_NAME


def _match(media: Media, stored: "StoredHash", near: "Near") -> BankMatch:
    return BankMatch(
        id="",
        media_id=media.id,
        clause_id=stored.clause_id,
        entry_id=stored.entry_id,
        decision_id=stored.decision_id,
        added_at=stored.added_at,
        hash_name=stored.name,
        exact=stored.name == SHA256_NAME,
        distance=near.distance,
        bits=near.bits,
    )
