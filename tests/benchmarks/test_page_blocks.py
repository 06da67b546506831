"""What a benchmark measured replaces what the page had, and nothing else of the page."""

from pathlib import Path

import pytest
from rich.table import Table

from benchmarks.page_blocks import SCALE_PAGE, NoBlock, as_markdown, write_block

BLOCKS = (
    *("stage times", "processes cpu", "processes model", "validation", "memory", "table of readings"),
    *("sizes", "stations", "costs", "spread"),
)


def small_table() -> Table:
    table = Table("a", "b")
    table.add_row("1", "2")
    return table


def test_block_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- one -->\nold\n<!-- /one -->\nafter\n<!-- two -->\n<!-- /two -->\n", encoding="utf-8")
    for _ in range(2):
        write_block("one", small_table(), "A line with \\1.", page=page)
    block = "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nA line with \\1."
    expected = f"before\n<!-- one -->\n{block}\n<!-- /one -->\nafter\n<!-- two -->\n<!-- /two -->\n"
    assert page.read_text(encoding="utf-8") == expected


def test_page_without_the_block_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(NoBlock, match=r"page\.md has no block"):
        write_block("one", as_markdown(small_table()), page=page)


@pytest.mark.parametrize("name", BLOCKS)
def test_page_of_scale_has_what_was_measured(name: str) -> None:
    text = SCALE_PAGE.read_text(encoding="utf-8")
    block = text.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]
    assert len(block) > 40, f"run the benchmark that writes <!-- {name} --> with --page"
