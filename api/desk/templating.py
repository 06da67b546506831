"""Renders the templates of the desk as pages that may load nothing from elsewhere."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from domain.media_places import seen_words
from text.visible_text import HIDDEN, visible

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",  # without any, browsers send forms with the origin `null`
}
LABEL = Markup('<span class="hidden">{}</span>')
PLAIN = re.compile(r"[\x20-\x7e\n\t]*")


def page(
    template: str, values: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The HTML of a template. Text is escaped; a missing value raises UndefinedError."""
    html = environment().get_template(f"{template}.html.j2").render(values)
    return HTMLResponse(html, status, {**PAGE_HEADERS, **(headers or {})})


@cache
def environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates", encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"words": words, "shown": shown, "day": day, "moment": moment, "age": age, "score": score}
    made.filters["seen"] = seen_words
    made.globals["static"] = static_address
    return made


@cache
def static_digest() -> str:
    """Changes with any static file, so that browsers may keep each for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def static_address(name: str) -> str:
    return f"/desk/static/{static_digest()}/{name}"


def shown(text: object) -> Markup:
    """Escaped text in which each hidden or steering character is a label."""
    plain = str(text)
    if PLAIN.fullmatch(plain):
        return escape(plain)
    parts: list[Markup] = []
    place = 0
    plain = plain.replace("\r\n", "\n")
    for found in HIDDEN.finditer(plain):
        parts += [
            escape(plain[place : found.start()]),
            Markup('<span class="hidden">{}</span>').format(visible(found[0])[1:-1]),
        ]
        place = found.end()
    return Markup("").join([*parts, escape(plain[place:])])


def words(value: object) -> str:
    return str(value).replace("_", " ")


def day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if value is not None else "—"


def moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def age(seconds: float) -> str:
    """Such as `3 h`: the largest unit alone."""
    size = abs(int(seconds))
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if size >= length:
            return f"{size // length} {unit}"
    return f"{size} s"


def score(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
