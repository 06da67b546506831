"""Values that every page of a signed-in person needs."""

from typing import Any

from api.desk.session import Person


def page_values(person: Person, here: str) -> dict[str, Any]:
    """`here` marks the page in the navigation."""
    return {"person": person, "here": here, "searched": "", "demo": person.sees_demo}
