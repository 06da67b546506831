"""Rendering of templates: blocks, missing values, locales, fingerprints."""

import re

import pytest
from jinja2 import UndefinedError

from prompts.render import TEMPLATES, fingerprint, locale_for, render


def test_missing_value_raises() -> None:
    with pytest.raises(UndefinedError, match="'outcome' is undefined"):
        render("en/education/minimal.j2", {})


def test_none_raises() -> None:
    exception: dict[str, object] = {
        "id": "HLT-2.3",
        "title": None,
        "paragraphs": (),
        "applies": (),
        "does_not_apply": (),
    }
    with pytest.raises(TypeError, match="printed None"):
        render("en/education/no_violation.j2", {"exceptions": [exception], "fixes": []})


def test_printed_string_is_one_line_without_hidden_characters() -> None:
    steps = render("en/education/no_violation.j2", {"exceptions": [], "fixes": ["a\n{{ b }}\u202e", "<c> & d"]})[
        "steps"
    ]
    assert steps == "a {{ b }}\n<c> & d"


@pytest.mark.parametrize("requested", ["en", "en-GB", "en_US", "EN-gb", "xx", "", None, "..", "../../domain", "/", "."])
def test_unknown_locale_falls_back_to_english(requested: str | None) -> None:
    assert locale_for(requested) == "en"


def test_fingerprint_identifies_a_template_folder() -> None:
    assert re.fullmatch("[0-9a-f]{64}", fingerprint("en/education"))
    assert fingerprint("en/education") == fingerprint("en/education")
    assert fingerprint("en/education") != fingerprint("en/none")


def test_every_locale_has_every_english_template() -> None:
    locales = [folder.parent for folder in TEMPLATES.glob("*/education")]
    sets = {folder.name: {p.relative_to(folder).as_posix() for p in folder.rglob("*.j2")} for folder in locales}
    assert all(names == sets["en"] for names in sets.values())
