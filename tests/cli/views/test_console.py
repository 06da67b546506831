import io

from rich.console import Console

from cli.views.console import text_width
from cli.views.progress_bar import DelayedProgress


def drawn_after(seconds: float) -> str:
    """What the bar shows after this time."""
    now = 0.0
    bar = DelayedProgress(console=Console(file=io.StringIO(), width=60), get_time=lambda: now)
    bar.add_task("Indexing", total=10, completed=5)
    now = seconds
    console = Console(file=io.StringIO(), width=60)
    for part in bar.get_renderables():
        console.print(part)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_progress_bar_is_delayed() -> None:
    assert drawn_after(0.5) == ""
    assert "Indexing" in drawn_after(1.5)
    assert "50%" in drawn_after(1.5)


def test_text_width_is_limited() -> None:
    assert [text_width(Console(width=width)) for width in (40, 100, 240)] == [40, 100, 100]
