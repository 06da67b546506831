"""`clausewise schema`: prints the JSON Schema of a case, a decision and what else other systems exchange."""

from typing import Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson

Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="What to describe, such as decision; without it, list the names.")
]


def schema(name: Name = None, as_json: AsJson = False) -> None:
    """Print a JSON Schema (2020-12), or the names and ids of all.

    A schema is JSON with or without **--json**; for the list, it prints one object a line.

    Check a case against it: **clausewise schema case > case.schema.json**
    """
    with report_errors():
        import json
        from importlib.metadata import version

        from api.published_schemas import SCHEMA_NAMES, published_schema, schema_id
        from cli.views.console import echo_json, print_table, table

        if name is not None:
            echo_json(json.dumps(published_schema(name, version("clausewise")), indent=2, ensure_ascii=False))
        elif as_json:
            for known in SCHEMA_NAMES:
                echo_json(json.dumps({"name": known, "id": schema_id(known)}))
        else:
            print_table(table(("name", "id"), [(known, schema_id(known)) for known in SCHEMA_NAMES]))
