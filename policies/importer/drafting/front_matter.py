"""The front matter of a draft: id, title, version, first day in force and markets, as far as the text names them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policies.importer.drafting.clause_ids import slugify
from policies.importer.drafting.markets import heading_markets

_VERSION = re.compile(r"\b(?:version|revision|release|v)\.?\s?(\d{1,4}(?:\.\d{1,4}){0,3})\b", re.I)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}},? \d{{4}})\b")
_DATE_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%B %d %Y")
_EFFECTIVE = re.compile(r"effective|in force|updated|revised|modified|adopted|version", re.I)
_EDGE_CHARS = 1500


@dataclass(frozen=True)
class DraftFrontMatter:
    """`fields` are triples of name, YAML value, and a note to the owner, empty if there is no doubt."""

    id: str
    title: str
    fields: Sequence[tuple[str, str, str]]

    @property
    def quoted_title(self) -> str:
        return json.dumps(self.title, ensure_ascii=False)


def draft_front_matter(text: str, title: str, today: date) -> DraftFrontMatter:
    """`today` is used if the beginning and end of the text contain no date."""
    title = "".join(letter for letter in " ".join(title.split()) if letter.isprintable())[:120].strip() or "Policy"
    edges = text[:_EDGE_CHARS] + "\n" + text[-_EDGE_CHARS // 2 :]
    version = _VERSION.search(edges)
    day = _effective_day(edges)
    day_note = "found in the text: check that it is the first day in force"
    return DraftFrontMatter(
        slugify(title),
        title,
        (
            (
                "version",
                f'"{version[1] if version else "draft"}"',
                "" if version else "the text names no version: add one",
            ),
            (
                "effective_from",
                str(day or today),
                day_note if day else "the text names no day, so today is used: correct it",
            ),
            *_market_field(title),
        ),
    )


def _market_field(title: str) -> Sequence[tuple[str, str, str]]:
    markets = heading_markets(title)
    note = "found in the title: check that it applies in no other market"
    return (("markets", f"[{', '.join(markets)}]", note),) if markets else ()


def _effective_day(text: str) -> date | None:
    """The first date in a line with a word such as "effective"."""
    for line in text.splitlines():
        for match in _DAY.finditer(line) if _EFFECTIVE.search(line) else ():
            for form in _DATE_FORMATS:
                try:
                    return datetime.strptime(match.group().replace(",", ""), form).date()  # noqa: DTZ007
                except ValueError:
                    continue
    return None
