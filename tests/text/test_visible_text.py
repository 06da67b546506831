"""Characters that steer a terminal or hide in it are visible in text, and escaped in JSON."""

import io
import json

import pytest
import rich.text
from rich.panel import Panel

from cli.views.console import Console, Text, labelled_rows, table
from text.visible_text import ascii_json, visible

HOSTILE = "a\x1b[2J\x9b31m\u202eb\u202c\x00\r\u200b\U000e0041\ud800\x7f\xad\u2028\x1b]8;;http://x\x1b\\c"
SHOWN = (
    "a<U+001B>[2J<U+009B>31m<U+202E>b<U+202C><U+0000><U+000D><U+200B><U+E0041><U+D800><U+007F><U+00AD><U+2028>"
    "<U+001B>]8;;http://x<U+001B>\\c"
)


def test_steering_and_hidden_characters_are_named() -> None:
    assert visible(HOSTILE) == SHOWN
    assert visible("plain [link=x]text[/link] ünïcode\tand\r\nlines\n") == (
        "plain [link=x]text[/link] ünïcode\tand\nlines\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("می\u200cروم 👨\u200d👩 ❤\ufe0f", "می\u200cروم 👨\u200d👩 ❤\ufe0f"),  # the joiners belong there
        ("c\u200dure", "c<U+200D>ure"),
        ("م\u200c\u200cم", "م<U+200C><U+200C>م"),
        ("\u200d", "<U+200D>"),
    ],
)
def test_joiners_are_named_where_they_only_hide(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_json_is_ascii_and_the_same_value() -> None:
    value = {"text": HOSTILE.replace("\ud800", "") + "😀é", "\u202ekey": ["\x9b"]}
    printed = ascii_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert (json.loads(printed), printed.isascii(), "\x7f" in printed) == (value, True, False)


@pytest.mark.parametrize(
    "renderable",
    [
        HOSTILE,
        Text(HOSTILE),
        Text.assemble((HOSTILE, "bold"), HOSTILE),
        Text("a").append(HOSTILE),
        rich.text.Text(HOSTILE),
        labelled_rows([(HOSTILE, HOSTILE)]),
        table((HOSTILE, "b"), [(HOSTILE, Text(HOSTILE))]),
        Panel(Text(HOSTILE), title=Text(HOSTILE)),
    ],
)
def test_console_prints_nothing_that_steers(renderable: object) -> None:
    file = io.StringIO()
    Console(file=file, width=300).print(renderable)
    printed = file.getvalue()
    assert visible(printed) == printed
    assert "<U+202E>b" in printed


def test_console_knows_no_markup() -> None:
    file = io.StringIO()
    Console(file=file, force_terminal=True, width=80).print("[link=http://x]:smile:[/link] [bold]b[/]")
    assert file.getvalue() == "[link=http://x]:smile:[/link] [bold]b[/]\n"
