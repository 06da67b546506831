"""Checks a record as the Commission's Transparency Database does: each field with what is wrong with it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from domain import statement_codes as codes
from domain.classification import CATEGORIES, KEYWORDS

Value = object
Found = Iterator[tuple[str, str]]
RESTRICTIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
ILLEGAL, INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
LAST_DAY = date(2038, 1, 1)
FIRST_DAYS = {"content_date": date(2000, 1, 1), "application_date": date(2020, 1, 1)}
END_DATES = tuple(f"end_date_{name}_restriction" for name in ("visibility", "monetary", "service", "account"))
PUID = re.compile(r"[a-zA-Z0-9_-]+")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EAN = re.compile(r"[0-9]{13}")
ONE_OF: Mapping[str, Collection[str]] = {
    "decision_monetary": codes.MONETARY,
    "decision_provision": codes.PROVISION,
    "decision_account": codes.ACCOUNT,
    "account_type": codes.ACCOUNT_TYPES,
    "decision_ground": codes.GROUNDS,
    "incompatible_content_illegal": codes.YES_NO,
    "category": CATEGORIES,
    "content_language": codes.CONTENT_LANGUAGES,
    "source_type": codes.SOURCES,
    "automated_detection": codes.YES_NO,
    "automated_decision": codes.AUTOMATED,
}
SOME_OF: Mapping[str, Collection[str]] = {
    "decision_visibility": codes.VISIBILITY,
    "content_type": codes.CONTENT_TYPES,
    "category_addition": CATEGORIES,
    "category_specification": KEYWORDS,
    "territorial_scope": codes.COUNTRIES,
}
LENGTHS = {
    "decision_visibility_other": 500,
    "decision_monetary_other": 500,
    "decision_ground_reference_url": 500,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2000,
    "content_type_other": 500,
    "category_specification_other": 500,
    "decision_facts": 5000,
    "source_identity": 500,
    "puid": 500,
}
REQUIRED = (
    *("decision_ground", "content_type", "category", "content_date", "application_date", "decision_facts"),
    *("source_type", "automated_detection", "automated_decision", "puid"),
)
# A field, the field that it depends on, the value there, and whether it is then required; otherwise it is prohibited.
CONDITIONS = (
    ("decision_visibility_other", "decision_visibility", "DECISION_VISIBILITY_OTHER", True),
    ("decision_monetary_other", "decision_monetary", "DECISION_MONETARY_OTHER", True),
    ("illegal_content_legal_ground", "decision_ground", ILLEGAL, True),
    ("illegal_content_explanation", "decision_ground", ILLEGAL, True),
    ("incompatible_content_ground", "decision_ground", INCOMPATIBLE, True),
    ("incompatible_content_explanation", "decision_ground", INCOMPATIBLE, True),
    ("incompatible_content_illegal", "decision_ground", INCOMPATIBLE, False),
    ("content_type_other", "content_type", "CONTENT_TYPE_OTHER", True),
    ("category_specification_other", "category_specification", "KEYWORD_OTHER", False),
)


def validate(record: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """Field to messages; empty for a valid record. A field that is null or empty counts as absent."""
    given = {name: value for name, value in record.items() if value is not None and value not in ("", [], {})}
    found: dict[str, list[str]] = {}
    for check in CHECKS:
        for name, message in check(given):
            found.setdefault(name, []).append(message)
    return {name: tuple(dict.fromkeys(messages)) for name, messages in found.items()}


def _restrictions(given: Mapping[str, Value]) -> Found:
    if not any(name in given for name in RESTRICTIONS):
        for name in RESTRICTIONS:
            others = " / ".join(_words(other) for other in RESTRICTIONS if other != name)
            yield name, f"The {_words(name)} field is required when none of {others} are present."


def _required(given: Mapping[str, Value]) -> Found:
    for name in REQUIRED:
        if name not in given:
            yield name, f"The {_words(name)} field is required."


def _codes(given: Mapping[str, Value]) -> Found:
    for name, known in ONE_OF.items():
        if name in given and not (isinstance(given[name], str) and given[name] in known):
            yield name, f"The selected {_words(name)} is invalid."
    for name, known in SOME_OF.items():
        values = given.get(name, [])
        if not isinstance(values, list):
            yield name, f"The {_words(name)} field must be an array."
        elif not all(isinstance(value, str) and value in known for value in values):
            yield name, f"The selected {_words(name)} is invalid."


def _texts(given: Mapping[str, Value]) -> Found:
    for name, limit in LENGTHS.items():
        if name not in given:
            continue
        text = given[name]
        if not isinstance(text, str):
            yield name, f"The {_words(name)} field must be a string."
        elif len(text) > limit:
            yield name, f"The {_words(name)} field must not be greater than {limit} characters."


def _conditions(given: Mapping[str, Value]) -> Found:
    for name, other, value, is_required in CONDITIONS:
        chosen = given.get(other)
        applies = value in chosen if isinstance(chosen, list) else chosen == value
        if applies and is_required and name not in given:
            yield name, f"The {_words(name)} field is required when {_words(other)} is {value}."
        if not applies and name in given:
            yield name, f"The {_words(name)} field is prohibited unless {_words(other)} is {value}."
    if given.get("source_type") == "SOURCE_VOLUNTARY" and "source_identity" in given:
        yield "source_identity", "The source identity field is prohibited when source type is SOURCE_VOLUNTARY."


def _days(given: Mapping[str, Value]) -> Found:
    start = _day(given.get("application_date"))
    for name in (*FIRST_DAYS, *END_DATES):
        if name not in given:
            continue
        day, first = _day(given[name]), FIRST_DAYS.get(name, start)
        if day is None:
            yield name, f"The {_words(name)} field must match the format Y-m-d."
        elif first is not None and day < first:
            yield name, f"The {_words(name)} field must be a date after or equal to {first}."
        elif day > LAST_DAY:
            yield name, f"The {_words(name)} field must be a date before or equal to {LAST_DAY}."


def _forms(given: Mapping[str, Value]) -> Found:
    puid = given.get("puid")
    if isinstance(puid, str) and not PUID.fullmatch(puid):
        yield "puid", "The puid field format is invalid."
    url = given.get("decision_ground_reference_url")
    if isinstance(url, str) and not _is_url(url):
        yield "decision_ground_reference_url", "The decision ground reference url field must be a valid URL."
    content_id = given.get("content_id")
    if content_id is not None and not _is_content_id(content_id):
        yield "content_id", "The content id field must be an object with the key EAN-13 and 13 digits."


def _day(value: Value) -> date | None:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)


def _is_content_id(value: Value) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"EAN-13"}:
        return False
    return isinstance(value["EAN-13"], str) and EAN.fullmatch(value["EAN-13"]) is not None


def _words(name: str) -> str:
    return name.replace("_", " ")


CHECKS: tuple[Callable[[Mapping[str, Value]], Found], ...] = (
    *(_restrictions, _required, _codes, _texts, _conditions, _days, _forms),
)
