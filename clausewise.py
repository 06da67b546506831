"""The command line: every command joined under one name."""

import typer

from cli.adjudicate import adjudicate

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.command()(adjudicate)


@app.callback()
def _main() -> None: ...
