"""Values that every page of a signed-in person needs."""

from typing import Any

from api.desk.session import Person
from domain.access import Scope

NAVIGATION = (
    ("queue", "/desk/queue", "Queue", Scope.READ),
    ("appeals", "/desk/appeals", "Appeals", Scope.READ),
    ("policies", "/desk/policies", "Policies", Scope.READ),
    ("trial", "/desk/policies/try", "Try a draft", Scope.POLICY),
    ("today", "/desk/today", "Today", Scope.READ),
    ("quality", "/desk/quality", "Quality", Scope.LEAD),
    ("insights", "/desk/insights", "Insights", Scope.INSIGHTS),
)
"""The name, address and title of each page, and the scope that it needs."""


def page_values(person: Person, here: str) -> dict[str, Any]:
    """`here` marks the page in the navigation."""
    shown = [entry[:3] for entry in NAVIGATION if person.caller.has_scope(entry[3])]
    return {"person": person, "here": here, "searched": "", "demo": person.sees_demo, "navigation": shown}
