"""How each person wants to work at the desk."""

from dataclasses import dataclass

from domain.people import Preferences
from store.database import Database
from store.people.people_schema import PreferencesRow


@dataclass(frozen=True)
class PreferenceStore:
    database: Database

    def get(self, person: str) -> Preferences:
        """The defaults for a person who has chosen none."""
        with self.database.transaction() as session:
            row = session.get(PreferencesRow, person)
            return Preferences.model_validate(row.preferences) if row else Preferences()

    def save(self, person: str, preferences: Preferences) -> None:
        values = preferences.model_dump(mode="json")
        with self.database.write_transaction() as session:
            session.merge(PreferencesRow(person=person, preferences=values))
