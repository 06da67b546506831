"""How a person wants graphic content shown, and when a break is suggested."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.desk.pages.values import page_values
from api.desk.route import CSRF_FIELDS, OwnRoute, SentForm, SignedIn
from api.desk.templating import page
from api.problem import validation_problem
from api.security import ServicesDependency
from domain.people import Preferences

router = APIRouter(route_class=OwnRoute)


@router.get("/preferences")
def preferences_page(services: ServicesDependency, person: SignedIn) -> Response:
    chosen = services.store.people.preferences.get(person.name)
    return page("preferences", {**page_values(person, "preferences"), "chosen": chosen})


@router.post("/preferences")
def save_preferences(form: SentForm, services: ServicesDependency, person: SignedIn) -> Response:
    form.require_only(*CSRF_FIELDS, "blur_media", "grey_media", "break_after")
    store = services.store.people.preferences
    chosen = {
        "blur_media": bool(form.text("blur_media")),
        "grey_media": bool(form.text("grey_media")),
        "break_after": form.text("break_after", 4) or None,
        "saved_views": store.get(person.name).saved_views,
    }
    try:
        store.save(person.name, Preferences.model_validate(chosen))
    except ValidationError as error:
        raise validation_problem(error.errors()) from error
    return RedirectResponse("/desk/preferences", 303)
