import io

from rich.console import Console

from cli.views.console import PatientProgress, text_width


def drawn(seconds: float) -> str:
    """What the bar shows when so many seconds have gone by."""
    now = iter([0.0])
    clock = {"now": next(now)}
    bar = PatientProgress(console=Console(file=io.StringIO(), width=60), get_time=lambda: clock["now"])
    bar.add_task("Indexing", total=10, completed=5)
    clock["now"] = seconds
    console = Console(file=io.StringIO(), width=60)
    for part in bar.get_renderables():
        console.print(part)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_the_bar_waits_before_it_shows() -> None:
    assert drawn(0.5) == ""
    assert "Indexing" in drawn(1.5)
    assert "50%" in drawn(1.5)


def test_text_is_never_wider_than_can_be_followed() -> None:
    assert [text_width(Console(width=width)) for width in (40, 100, 240)] == [40, 100, 100]
