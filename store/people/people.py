"""What a store keeps for the people who review."""

from dataclasses import dataclass

from store.database import Database
from store.people.drafts import Drafts
from store.people.preferences import PreferenceStore
from store.people.sessions import DeskSessions


@dataclass(frozen=True)
class People:
    database: Database

    @property
    def sessions(self) -> DeskSessions:
        return DeskSessions(self.database)

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.database)

    @property
    def preferences(self) -> PreferenceStore:
        return PreferenceStore(self.database)
