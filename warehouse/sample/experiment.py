"""An experiment in the sample: letters with an example make fewer complaints, by a share that the truth says."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.engines.arrays import objects
from warehouse.engines.base import Columns, select
from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Population

EXPERIMENT = "letter-with-example"
ARMS = ("control", "treatment")
AVOIDED_SHARE = 0.3  # of the complaints about creators in the treatment, from the start on


def experiment_start(options: SampleOptions) -> int:
    """The day on which it begins, after half of the period."""
    return options.first_day + options.days * 5 // 9


def assignment_columns(options: SampleOptions, population: Population) -> dict[str, NDArray[Any]]:
    """Half of the creators who had joined are in each arm."""
    start = experiment_start(options) * DAY_SECONDS
    places = np.flatnonzero(population.joined_at < start)
    treated = options.random(34).random(population.size)[places] < 0.5
    return {
        "experiment": np.full(len(places), EXPERIMENT, object),
        "creator_id": population.ids(places),
        "at": np.full(len(places), start, np.int64),
        "arm": objects([ARMS[int(one)] for one in treated.tolist()]),
    }


def without_avoided(options: SampleOptions, complaints: Columns, assignments: Columns) -> dict[str, NDArray[Any]]:
    """The complaints that were made: those that the treatment avoided are missing."""
    treated = {*assignments["creator_id"][assignments["arm"] == "treatment"].tolist()}
    in_treatment = np.array([name in treated for name in complaints["creator_id"].tolist()], bool)
    later = complaints["at"] >= experiment_start(options) * DAY_SECONDS
    avoided = in_treatment & later & (options.random(35).random(len(later)) < AVOIDED_SHARE)
    return select(complaints, ~avoided)
