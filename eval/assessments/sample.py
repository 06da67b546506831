"""The sample that labels are about, in a data folder: its events, the models of creators, and the links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from agent.open_creator_models import creator_models_folder
from agent.open_warehouse import day_to_read, open_warehouse
from agent.settings import Settings
from domain.days import FIRST_DAY, date_of
from domain.errors import InputError
from eval.assessments.labels import AccountLabels, AssessmentLabelsError, SampleHead
from eval.dataset.dataset import listed_faults
from signals.errors import LabelsTooFew
from signals.labels import APPEAL_DAYS
from signals.learning.creator import creator_row
from signals.learning.fitting import fit_models
from signals.learning.models import CreatorModels, read_models, write_models
from signals.learning.training_rows import TrainingRows
from signals.links.daily import find_links
from signals.links.stored import store_links
from warehouse.engines.base import Engine
from warehouse.jobs.runner import JobRunner
from warehouse.loading.files import find_files
from warehouse.loading.loader import BATCH_ROWS, Loader
from warehouse.loading.set_aside import SetAsideFile
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.writing import write_ecosystem
from warehouse.tables.links import LINK_DAYS

TABLES = "sample"
STEPS = 4
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PreparedSample:
    """`models`: None where too few decisions are confirmed by the day of the fit; `why_no_models` says so."""

    settings: Settings
    models: CreatorModels | None
    why_no_models: str = ""

    @property
    def models_as_of(self) -> date | None:
        """The last day that the models have seen."""
        return None if self.models is None else _newest(self.models)


def prepare_sample(settings: Settings, folder: Path, labels: AccountLabels, progress: Progress) -> PreparedSample:
    """Makes what the data folder lacks: the warehouse, the models, the links of the last day. Raises
    AssessmentLabelsError where it has another sample, InputError where its models have seen later days."""
    own = settings.model_copy(update={"data_dir": folder, "warehouse_url": None})
    progress(0, STEPS)
    if not (folder / "warehouse.db").exists():
        _load(own, labels.head)
    progress(1, STEPS)
    with open_warehouse(own) as warehouse:
        _check_sample(warehouse.engine, labels)
        models = _models(own, warehouse.engine, labels.head)
        progress(2, STEPS)
        _find_links(warehouse.engine, labels.head)
    progress(STEPS, STEPS)
    return PreparedSample(own, None, models) if isinstance(models, str) else PreparedSample(own, models)


def _load(settings: Settings, head: SampleHead) -> None:
    folder = settings.data_dir / TABLES
    files = write_ecosystem(build_ecosystem(head.options), folder, parquet=find_spec("duckdb") is not None)
    with open_warehouse(settings) as warehouse:
        loader = Loader(warehouse, SetAsideFile(settings.data_dir / "set-aside.csv"), head.options.end)
        for file in find_files(files):
            loader.load(file.table, str(file.path), file.read(BATCH_ROWS))
        JobRunner(warehouse).run(head.last_day)


def _check_sample(engine: Engine, labels: AccountLabels) -> None:
    """The labels are about these creators only if their markets and languages agree."""
    day_to_read(engine, labels.head.last_date)
    faults = []
    for account in labels.accounts:
        row = creator_row(engine, account.creator_id, labels.head.last_day)
        if row is None or (row["market"], row["language"]) != (account.market, account.language):
            faults.append(f"{account.creator_id} is not in the sample, or has another market or language there")
    if faults:
        remedy = "label this sample, or name a data folder with the sample of the labels"
        raise AssessmentLabelsError(f"{listed_faults(faults)}\n{remedy}")


def _models(settings: Settings, engine: Engine, head: SampleHead) -> CreatorModels | str:
    """Of decisions before the day of the fit; why there are none, if too few are confirmed by then."""
    folder, fit_day = creator_models_folder(settings), (head.fit_on - FIRST_DAY).days
    if not folder.exists():
        try:
            write_models(folder, fit_models(TrainingRows(engine, fit_day, APPEAL_DAYS)))
        except LabelsTooFew as error:
            return str(error)
    models = read_models(folder)
    if _newest(models) > head.fit_on:
        raise InputError(
            f"the models in {folder} have seen {_newest(models)}: run clausewise creators fit --as-of {head.fit_on}, "
            "or delete them"
        )
    return models


def _find_links(engine: Engine, head: SampleHead) -> None:
    day = head.last_day
    known = engine.stored_columns(LINK_DAYS.name) and engine.rows(
        "SELECT day FROM link_days WHERE day = :day", {"day": day}
    )
    if not known:
        report, near = find_links(engine, day, APPEAL_DAYS)
        store_links(engine, day, report, near)


def _newest(models: CreatorModels) -> date:
    return date_of(max(models.content.day, models.record.day, models.behaviour.day))
