"""`clausewise creators`: measures posts, fits the models of creators, and shows what they say of one creator."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsJsonLines, parse_day

if TYPE_CHECKING:
    from agent.settings import Settings
    from signals.learning.models import CreatorModels

Day = Annotated[
    date | None,
    typer.Option(
        parser=parse_day, metavar="DAY", help="Read nothing later than this day. By default the last computed one."
    ),
]
Creator = Annotated[str, typer.Argument(metavar="CREATOR", help="The id of a creator of the warehouse.")]


def measure(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Pictures, videos, or folders of them.")],
    posts: Annotated[
        bool,
        typer.Option(
            "--posts", help="The files are named after posts of the warehouse: look at captions and copies too."
        ),
    ] = False,
    as_json: AsJsonLines = False,
) -> None:
    """Measure pictures and videos: still frames, silence, text, sharpness, exposure, banners.

    The output is CSV. Save it as post_measures.csv and load it by `clausewise warehouse load`.
    """
    with report_errors():
        from contextlib import nullcontext

        from agent.open_warehouse import open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, progress
        from cli.views.creator_view import measure_values, print_measures
        from signals.quality.files import measure_files
        from signals.quality.post import MediaMeasurer
        from signals.quality.stored_posts import stored_posts

        opened = open_warehouse(read_settings(), read_only=True) if posts else nullcontext()
        with opened as warehouse, progress("Measuring") as report:
            stored = stored_posts(warehouse.engine) if warehouse else None
            rows = [*measure_files(paths, MediaMeasurer(), stored, report)]
        if as_json:
            echo_json_lines(measure_values(rows))
        else:
            print_measures(rows)


def fit(
    as_of: Day = None,
    appeal_days: Annotated[
        int, typer.Option(min=0, max=365, metavar="DAYS", help="How long creators can appeal; younger decisions wait.")
    ] = 30,
    as_json: AsJsonLines = False,
) -> None:
    """Fit the models of creators on decisions that people confirmed and that can be appealed no more."""
    with report_errors():
        from agent.open_creator_models import creator_models_folder
        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json_lines, progress
        from cli.views.creator_view import model_values, print_models
        from signals.learning.fitting import STEPS, fit_models
        from signals.learning.models import write_models
        from signals.learning.training_rows import TrainingRows

        settings = read_settings()
        with open_warehouse(settings, read_only=True) as warehouse, progress("Fitting") as report:
            rows = TrainingRows(warehouse.engine, day_to_read(warehouse.engine, as_of), appeal_days)
            models = fit_models(rows, lambda done: report(done, STEPS))
        write_models(creator_models_folder(settings), models)
        if as_json:
            echo_json_lines(model_values(models))
        else:
            print_models(models)


def show(creator: Creator, as_of: Day = None, as_json: AsJson = False) -> None:
    """Show the scores of a creator, the pattern of the posts, and changes of the account, each with its reasons."""
    with report_errors():
        import json
        from dataclasses import asdict

        from agent.open_warehouse import day_to_read, open_warehouse
        from agent.settings import read_settings
        from cli.views.console import echo_json
        from cli.views.creator_view import print_readings
        from signals.learning.creator import CreatorReader

        settings = read_settings()
        with open_warehouse(settings, read_only=True) as warehouse:
            day = day_to_read(warehouse.engine, as_of)
            readings = CreatorReader(warehouse.engine, _models(settings), day).read(creator)
        if as_json:
            echo_json(json.dumps(asdict(readings), ensure_ascii=False))
        else:
            print_readings(readings)


def _models(settings: "Settings") -> "CreatorModels":
    from agent.open_creator_models import creator_models_folder
    from signals.learning.models import read_models

    return read_models(creator_models_folder(settings))
