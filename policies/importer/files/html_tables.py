"""The cells of an HTML table, row by row, with those that span several rows or columns repeated."""

from collections.abc import Iterator

from policies.importer.files.html_elements import Element

MAX_SPAN = 50
MAX_COLUMNS = 60  # cells behind do not span


def table_rows(table: Element) -> list[list[Element]]:
    rows: list[list[Element]] = []
    below: dict[int, tuple[int, Element]] = {}  # by column: how many more rows the cell covers
    for row in _rows(table):
        cells: list[Element] = []
        for cell in [child for child in row.children if isinstance(child, Element) and child.tag in ("td", "th")]:
            _take_spanning(cells, below)
            is_narrow = len(cells) < MAX_COLUMNS
            for _ in range(_span(cell, "colspan") if is_narrow else 1):
                if is_narrow and _span(cell, "rowspan") > 1:
                    below[len(cells)] = (_span(cell, "rowspan") - 1, cell)
                cells.append(cell)
        _take_spanning(cells, below)
        if cells:
            rows.append(cells)
    return rows


def _take_spanning(cells: list[Element], below: dict[int, tuple[int, Element]]) -> None:
    while len(cells) in below:
        column = len(cells)
        rows, cell = below[column]
        cells.append(cell)
        if rows > 1:
            below[column] = (rows - 1, cell)
        else:
            del below[column]


def _rows(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element) and child.tag == "tr":
            yield child
        elif isinstance(child, Element) and child.tag != "table":
            yield from _rows(child)


def _span(cell: Element, name: str) -> int:
    text = cell.attributes.get(name, "")
    return min(max(int(text), 1), MAX_SPAN) if text.isdecimal() and len(text) < 5 else 1
