"""How each person wants to work at the desk."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.people import Preferences, SavedView
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


def erase_views(session: Session, creator_id: str) -> None:
    """Deletes the saved views that name the creator."""
    for row in session.scalars(select(PreferencesRow)):
        chosen = Preferences.model_validate(row.preferences)
        views = tuple(view for view in chosen.saved_views if not _names(view, creator_id))
        if views != chosen.saved_views:
            row.preferences = chosen.model_copy(update={"saved_views": views}).model_dump(mode="json")


def _names(view: SavedView, creator_id: str) -> bool:
    filters = {value for _, value in parse_qsl(view.query.removeprefix("?"))}
    return creator_id in filters or creator_id in view.name.split()
