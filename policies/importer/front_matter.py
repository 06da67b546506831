"""The front matter of a draft: title, version and first day, as far as the source tells them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policies.importer.clause_ids import slug_of

_VERSION = re.compile(r"\b(?:version|revision|release|v)\.?\s?(\d+(?:\.\d+){0,3})\b", re.I)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}},? \d{{4}})\b")
_FORMS = ("%Y-%m-%d", "%d %B %Y", "%B %d %Y")
_EFFECTIVE = re.compile(r"effective|in force|updated|revised|modified|adopted|version", re.I)
_HEAD = 1500


@dataclass(frozen=True)
class Front:
    """`fields` are a name, a value as YAML spells it, and what is doubtful about it."""

    id: str
    title: str
    fields: Sequence[tuple[str, str, str]]

    @property
    def quoted_title(self) -> str:
        return json.dumps(self.title, ensure_ascii=False)


def front_of(text: str, title: str, today: date) -> Front:
    """`today` stands in where the text's beginning and end name no day."""
    title = "".join(letter for letter in " ".join(title.split()) if letter.isprintable())[:120].strip() or "Policy"
    edges = text[:_HEAD] + "\n" + text[-_HEAD // 2 :]
    version = _VERSION.search(edges)
    day = _day(edges)
    begins = "found in the text: see that it is the first day in force"
    return Front(
        slug_of(title),
        title,
        (
            ("version", f'"{version[1] if version else "draft"}"', "" if version else "the text names no version"),
            ("effective_from", str(day or today), begins if day else "the text names no day; today stands in"),
        ),
    )


def _day(text: str) -> date | None:
    """The first day that stands in a line with a word such as "effective"."""
    for line in text.splitlines():
        for match in _DAY.finditer(line) if _EFFECTIVE.search(line) else ():
            for form in _FORMS:
                try:
                    return datetime.strptime(match.group().replace(",", ""), form).date()  # noqa: DTZ007
                except ValueError:
                    continue
    return None
