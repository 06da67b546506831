"""The invented ecosystem: how well the scores of creators part those who are careless by its truth from the others."""

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.warehouse import NOW, NothingSetAside
from signals.learning.creator import CreatorReader, CreatorReadings
from signals.learning.fitting import fit_models
from signals.learning.training_rows import TrainingRows
from warehouse.connection import open_warehouse
from warehouse.jobs.runner import JobRunner
from warehouse.loading.loader import Loader
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

OPTIONS = SampleOptions(creators=1_500)
LOOK_ALIKE = ("new_devices", "new_payouts", "travellers")
DAYS_BEFORE = 14  # the end of the sample: the last day that the models see


def read_everybody(folder: Path) -> tuple[dict[str, CreatorReadings], dict[str, Any]]:
    """The readings of each creator on the last day by models of a day before, and the truth."""
    sample = build_ecosystem(OPTIONS)
    last = OPTIONS.first_day + OPTIONS.days - 1
    with open_warehouse(f"duckdb:///{folder}/events.duckdb") as warehouse:
        loader = Loader(warehouse, NothingSetAside(), NOW)
        for name, columns in sample.tables.items():
            loader.add(name, columns)
        JobRunner(warehouse).run(last)
        models = fit_models(TrainingRows(warehouse.engine, last - DAYS_BEFORE))
        reader = CreatorReader(warehouse.engine, models, last)
        creators = sample.tables["creators"]["creator_id"].tolist()
        return {creator: reader.read(creator) for creator in creators}, sample.truth


def risks(readings: CreatorReadings) -> dict[str, float]:
    """The higher the worse; nan for what was not measured."""
    values = {
        "content quality": (readings.content.reading.value, -1),
        "record": (readings.record.reading.value, -1),
        "behaviour": (readings.behaviour.value, 1),
    }
    return {name: np.nan if value is None else sign * value for name, (value, sign) in values.items()}


def groups(truth: dict[str, Any]) -> dict[str, set[str]]:
    matrices = {member for members in truth["matrix_accounts"] for member in members}
    return {"low-effort sellers": {*truth["low_effort"]}, "pirates": {*truth["pirates"]}, "matrix accounts": matrices}


def changes(readings: dict[str, CreatorReadings], truth: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Of accounts that changed hands, of those that only look like it, and of all others: how many are said to have
    changed hands, how many were measured, and how many there are."""
    chosen = {
        "changed hands": {*truth["traded"]},
        **{f"honest: {kind}": {*truth["honest"][kind]} for kind in LOOK_ALIKE},
    }
    chosen["all others"] = {*readings}.difference(*chosen.values())
    found = {}
    for name, members in chosen.items():
        measured = [readings[one].account_change for one in members if readings[one].account_change.value is not None]
        found[name] = sum(bool(one.reasons) for one in measured), len(measured), len(members)
    return found
