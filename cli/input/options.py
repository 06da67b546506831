"""Options that several commands share."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class JudgeName(StrEnum):
    AUTO = "auto"
    RULES = "rules"
    LOCAL = "local"
    DECISIONS = "decisions"
    LLM = "llm"
    CASCADE = "cascade"


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2026-09-14") from error


AsOf = Annotated[date | None, typer.Option(parser=day, metavar="DAY", help="Apply the law of this day: 2026-09-14.")]
Market = Annotated[str | None, typer.Option(metavar="CODE", help="The market's code, such as US.")]
Policies = Annotated[Path | None, typer.Option(metavar="DIR", help="A corpus in place of the bundled one.")]
Judge = Annotated[JudgeName, typer.Option(help="Who judges; auto is the strongest that is configured.")]
DatasetFolder = Annotated[
    Path | None, typer.Argument(metavar="DATASET", help="A folder of labelled cases in place of the bundled one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DecisionId = Annotated[str, typer.Argument(metavar="ID", help="A decision's id, or its beginning.")]
