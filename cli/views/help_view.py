"""The end of the help of a command: examples, exit codes and files."""

from rich.console import Group
from rich.padding import Padding

from cli.manual.command_help import EVERY_COMMAND, CommandHelp
from cli.views.console import Text, labelled_rows, out, print_line, section


def print_help_end(shown: CommandHelp) -> None:
    """Examples are never wrapped, so that they can be copied."""
    print_line(" Examples", style="bold")
    for example in shown.examples:
        print_line(f"   {example}")
    codes = {**EVERY_COMMAND, **shown.exit_codes} if shown.exit_codes else {}
    if codes:
        out.print(section("Exit codes", labelled_rows((f"  {code}", text) for code, text in codes.items())))
    if shown.files:
        lines = (part for name, text in shown.files.items() for part in (Text(name), Padding(Text(text), (0, 0, 0, 4))))
        out.print(section("Files", Padding(Group(*lines), (0, 0, 0, 2))))
    print_line("")
