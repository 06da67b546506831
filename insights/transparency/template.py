"""The report as tables of Annex I, Implementing Regulation (EU) 2024/2835: parts 4 to 7, which the decision log fills.

A cell that the log cannot fill stays empty. The contextual information says what was counted.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from domain.notice import NoticeGround, NoticeSource
from domain.review import ReviewAction
from insights.transparency.cell import median
from insights.transparency.complaints import Contested
from insights.transparency.notices import ILLEGAL, TERMS, NoticedDecision
from insights.transparency.report import PeriodCounts
from insights.transparency.restricting import NO_CATEGORY, OWN_INITIATIVE, RestrictingDecision

LAYOUT = Path(__file__).with_name("template.toml")
OTHER, TOTAL, NOT_SPECIFIED = "KEYWORD_OTHER", "TOTAL", "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
Row = list[str]
NOTICES_NOTE = "notices under Article 16 that led to a decision of the period; each is about one item; times in hours"
MEASURES_NOTE = "each restriction of a decision is one measure"
DETECTED_NOTE = "software detected all content that no notice led to"
UNCLASSIFIED_NOTE = "measures without a category are only in the total"
COMPLAINTS_NOTE = "complaints of creators that were made in the period; times in hours"


@cache
def _layout() -> Mapping[str, Any]:
    return tomllib.loads(LAYOUT.read_text(encoding="utf-8"))


def template_tables(counts: PeriodCounts) -> dict[str, str]:
    """CSV by file name."""
    layout = _layout()
    own = [one for one in counts.restricting if one.source == OWN_INITIATIVE]
    illegal, terms = [one for one in own if one.is_illegal], [one for one in own if not one.is_illegal]
    every = layout["categories"] | layout["categories_of_terms"]
    tables = (
        (layout["notices"]["file"], _notices(counts)),
        (
            layout["own_initiative_illegal"]["file"],
            _measures(counts, illegal, layout["own_initiative_illegal"], layout["categories"]),
        ),
        (layout["own_initiative_terms"]["file"], _measures(counts, terms, layout["own_initiative_terms"], every)),
        (layout["complaints"]["file"], _complaints(counts)),
    )
    return {name: _csv(rows) for name, rows in tables}


def _csv(rows: Iterable[Row]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def _first(counts: PeriodCounts, applicability: str) -> Row:
    """The service is for a person to fill."""
    return [applicability, "", f"{counts.first}/{counts.last}"]


def _header(table: Mapping[str, Any], columns: Sequence[str], context: str) -> Row:
    layout = _layout()
    explained = [f"{context}{name}" for name in columns]
    return [*layout["first_columns"], table["category_column"], layout["other_column"], *columns, *explained]


def _notices(counts: PeriodCounts) -> Iterator[Row]:
    table = _layout()["notices"]
    columns = table["columns"]
    yield _header(table, columns, table["context"])
    of_article_16 = [one for one in counts.noticed if _is_of_article_16(one)]
    first, empty = _first(counts, table["applicability"]), [""] * len(columns)
    yield [*first, TOTAL, "", *_notice_values(of_article_16), NOTICES_NOTE, *empty[1:]]
    for category, keywords in _layout()["categories"].items():
        chosen = [one for one in of_article_16 if one.notice.category == category]
        yield [*first, category, "", *_notice_values(chosen), *empty]
        for keyword in (*keywords, OTHER):
            yield [*first, keyword, _other(keyword), *empty, *empty]
    unspecified = [one for one in of_article_16 if one.notice.category == NOT_SPECIFIED]
    yield [*first, NOT_SPECIFIED, "", *_notice_values(unspecified), *empty]


def _is_of_article_16(one: NoticedDecision) -> bool:
    return one.notice.ground is NoticeGround.ILLEGAL and one.notice.source is not NoticeSource.AUTHORITY


def _notice_values(found: Sequence[NoticedDecision]) -> Row:
    trusted = [one for one in found if one.is_trusted]
    both = (found, trusted)
    counted = [len(one) for one in both]
    acted = [sum(one.action == action for one in chosen) for action in (ILLEGAL, TERMS) for chosen in both]
    return [
        *map(str, (*counted, *counted)),
        *(_median(one.hours for one in chosen) for chosen in both),
        *map(str, acted),
    ]


def _median(hours: Iterable[float | None]) -> str:
    """Empty where nothing was decided."""
    found = median([one for one in hours if one is not None]).value
    return "" if found is None else f"{found:.2f}"


def _other(keyword: str) -> str:
    return str(_layout()["other_text"]) if keyword == OTHER else ""


def _measures(
    counts: PeriodCounts,
    found: Sequence[RestrictingDecision],
    table: Mapping[str, Any],
    categories: Mapping[str, Sequence[str]],
) -> Iterator[Row]:
    columns = _layout()["measures"]["columns"]
    yield _header(table, columns, _layout()["measures"]["context"])
    first, empty = _first(counts, table["applicability"]), [""] * len(columns)
    missing = any(one.category == NO_CATEGORY or one.category not in categories for one in found)
    notes = [f"{MEASURES_NOTE}; {UNCLASSIFIED_NOTE}" if missing else MEASURES_NOTE, DETECTED_NOTE]
    yield [*first, TOTAL, "", *_measure_values(found), *notes, *empty[2:]]
    for category, keywords in categories.items():
        of_category = [one for one in found if one.category == category]
        yield [*first, category, "", *_measure_values(of_category), *empty]
        for keyword in (*keywords, OTHER):
            chosen = [one for one in of_category if keyword in one.keywords]
            yield [*first, keyword, _other(keyword), *_measure_values(chosen), *empty]


def _measure_values(found: Sequence[RestrictingDecision]) -> Row:
    codes = [code for one in found for code in one.restriction.measures]
    numbers = [sum(codes.count(code) for code in group) for group in _layout()["measures"]["restrictions"][2:]]
    return [*map(str, (len(codes), len(codes), *numbers))]


def _complaints(counts: PeriodCounts) -> Iterator[Row]:
    table = _layout()["complaints"]
    yield [*_layout()["first_columns"], *table["columns"]]
    first, made, section = _first(counts, table["applicability"]), counts.contested, table["section"]
    for number, row in enumerate(_complaint_rows(section, table["all"], made)):
        yield [*(_first(counts, table["applicability_of_first"]) if number == 0 else first), *row]
    yield [*first, section, table["all"], table["omitted"], "", ""]
    yield [*first, section, table["newly_imposed"], table["scopes"][0], "", ""]
    for kind, indicator in table["kinds"].items():
        chosen = [one for one in made if one.restriction and getattr(one.restriction, kind)]
        for row in _complaint_rows(section, indicator, chosen):
            yield [*first, *row]
    for name in ("on_notice", "on_flagger"):
        for scope in table["scopes"]:
            yield [*first, section, table[name], scope, "", ""]
    for scope in (*table["scopes"], table["omitted"], table["implemented"]):
        yield [*first, table["disputes_section"], table["disputes"], scope, "", ""]
    for indicator in table["suspensions"]:
        yield [*first, table["suspensions_section"], indicator, table["scopes"][0], "", ""]


def _complaint_rows(section: str, indicator: str, made: Sequence[Contested]) -> Iterator[Row]:
    closed = [one for one in made if one.answer.closed_at is not None]
    actions = (ReviewAction.UPHOLD, ReviewAction.AMEND, ReviewAction.OVERTURN)
    numbers = [str(sum(one.answer.action is action for one in closed)) for action in actions]
    values = [str(len(made)), *numbers, _median(one.hours for one in made)]
    for scope, value in zip(_layout()["complaints"]["scopes"], values, strict=True):
        yield [
            section,
            indicator,
            scope,
            value,
            COMPLAINTS_NOTE if scope == _layout()["complaints"]["scopes"][0] else "",
        ]
