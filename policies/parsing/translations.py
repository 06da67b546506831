"""Reads the translations of a clause: one block of TOML with a table for each language."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from domain.clause import Clause, Translation
from domain.languages import LANGUAGE_REMEDY, LANGUAGES
from policies.parsing.diagnostics import CorpusErrors, Diagnostics, suggest
from policies.parsing.markdown import CodeBlock, Section
from policies.parsing.toml_files import line_of, read_table

TITLE = "Translations"
FIELDS = tuple(name for name in Translation.model_fields if name != "language")


def read_translations(section: Section | None, clause: Clause, diagnostics: Diagnostics) -> tuple[Translation, ...]:
    """In the order of the languages; `clause` has its own words."""
    if section is None:
        return ()
    block = section.blocks[0] if len(section.blocks) == 1 else None
    if not isinstance(block, CodeBlock):
        remedy = "write one fenced block of TOML with a table for each language, such as [de]"
        diagnostics.add(section.line, "the translations are not one block", remedy)
        return ()
    try:
        tables = read_table(block.text, Diagnostics(diagnostics.file))
    except CorpusErrors as found:
        for error in found.errors:
            diagnostics.add(block.line + error.line, error.message, error.remedy)
        return ()
    return tuple(_translations(tables, block, clause, diagnostics))


def _translations(
    tables: Mapping[str, Any], block: CodeBlock, clause: Clause, diagnostics: Diagnostics
) -> Iterator[Translation]:
    for language, fields in sorted(tables.items()):
        line = block.line + line_of(block.text, language)
        if language not in LANGUAGES:
            diagnostics.add(line, f'"{language}" is not a language', LANGUAGE_REMEDY)
        elif not isinstance(fields, Mapping):
            diagnostics.add(line, f'"{language}" is not a table', f"write [{language}], then its fields")
        else:
            yield from _translation(language, fields, line, clause, diagnostics)


def _translation(
    language: str, fields: Mapping[str, Any], line: int, clause: Clause, diagnostics: Diagnostics
) -> Iterator[Translation]:
    for name in sorted(fields.keys() - set(FIELDS)):
        diagnostics.add(line, f'a translation has no field "{name}"', suggest(name, FIELDS))
    if "of" not in fields:
        remedy = f'once it is right, write of = "{clause.words_digest}"'
        diagnostics.add(line, f'the translation "{language}" does not say of which words it is', remedy)
    known = {name: fields[name] for name in FIELDS if name in fields}
    try:
        yield Translation.model_validate({"of": "", **known, "language": language})
    except ValidationError as error:
        for fault in error.errors():
            place = ".".join(str(part) for part in fault["loc"])
            diagnostics.add(line, f'the translation "{language}": {place}: {fault["msg"]}', "write it as text")
