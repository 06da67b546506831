"""Templates: blocks, strictness, locales, fingerprints."""

import re

import pytest
from jinja2 import UndefinedError

from prompts.render import TEMPLATES, fingerprint, locale_for, render


def test_a_missing_value_raises() -> None:
    with pytest.raises(UndefinedError, match="'outcome' is undefined"):
        render("en/education/bare.j2", {})


def test_a_none_raises() -> None:
    exception: dict[str, object] = {
        "id": "HLT-2.3",
        "title": None,
        "paragraphs": (),
        "applies": (),
        "does_not_apply": (),
    }
    with pytest.raises(TypeError, match="printed None"):
        render("en/education/no_violation.j2", {"exceptions": [exception], "keeping": []})


def test_what_a_template_prints_is_one_line_with_nothing_hidden() -> None:
    steps = render("en/education/no_violation.j2", {"exceptions": [], "keeping": ["a\n{{ b }}\u202e", "<c> & d"]})[
        "steps"
    ]
    assert steps == "a {{ b }}\n<c> & d"


@pytest.mark.parametrize("wanted", ["en", "en-GB", "en_US", "EN-gb", "xx", "", None, "..", "../../domain", "/", "."])
def test_unknown_locales_fall_back_to_english(wanted: str | None) -> None:
    assert locale_for(wanted) == "en"


def test_fingerprints_name_a_template_set() -> None:
    assert re.fullmatch("[0-9a-f]{64}", fingerprint("en/education"))
    assert fingerprint("en/education") == fingerprint("en/education")
    assert fingerprint("en/education") != fingerprint("en/none")


def test_every_locale_has_every_english_template() -> None:
    locales = [folder.parent for folder in TEMPLATES.glob("*/education")]
    sets = {folder.name: {p.relative_to(folder).as_posix() for p in folder.rglob("*.j2")} for folder in locales}
    assert all(names == sets["en"] for names in sets.values())
