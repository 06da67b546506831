"""The qualities of the creators of the warehouse, their exposure of today, and the policies simulated on them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from insights.estimate import Estimate, Floats, unknown
from insights.tradeoffs.exposure.measures import MEASURES, gini, measure_exposure
from insights.tradeoffs.exposure.report import ExposureReport, PolicyExposure, exposure_report
from insights.tradeoffs.exposure.simulation import Shown, World
from warehouse.engines.base import Engine

SQL = Path(__file__).parent / "sql" / "creators.sql"
ROUNDS, POWER = 400, 4.0
CREATORS_A_SLOT, MAX_SLOTS = 17, 100
NEW_DAYS = 28
MIN_CREATORS, MAX_SIMULATED = 50, MAX_SLOTS * CREATORS_A_SLOT
SAMPLE_SEED = 0
UNKNOWN_TODAY = ("clicks", "best_fifth_never_shown", "best_newcomers_never_shown")
NOTES = (
    "Quality is likes by views of 28 days, pulled to the mean of all creators where views are few, and scaled so that "
    "the best has 1: clicks are comparable between policies only. Likes can be bought; quality here is what viewers "
    "show, not what is right.",
    "Today's row shows the views as they are; its fifths are of creators with views, because the quality of others is "
    "not known. The simulation begins without any history and takes the mean for them.",
)


def warehouse_exposure(
    engine: Engine,
    day: int,
    simulations: int = 5,
    power: float = POWER,
    rounds: int = ROUNDS,
    max_simulated: int = MAX_SIMULATED,
) -> ExposureReport:
    """The policies are simulated on a random sample where there are more creators than the slots are meant for. Raises
    InputError where there are too few creators or no views."""
    found = engine.columns(SQL.read_text(encoding="utf-8"), {"day": day})
    size = len(found["creator_id"])
    views = np.nan_to_num(found["views"].astype(np.float64))
    if size < MIN_CREATORS or not views.sum():
        raise InputError(
            f"{size} creators with {views.sum():,.0f} views in 28 days: at least {MIN_CREATORS} creators and some "
            "views are needed"
        )
    quality = shrunk_rates(found["likes"].astype(np.float64), views)
    newcomer = np.asarray(found["joined_day"].astype(np.float64) > day - NEW_DAYS)
    chosen = np.random.default_rng(SAMPLE_SEED).permutation(size)[:max_simulated]
    slots = int(np.clip(size // CREATORS_A_SLOT, 3, MAX_SLOTS))
    joins = np.where(newcomer, rounds // 2, 0).astype(np.int64)
    world = World(quality[chosen], joins[chosen], rounds, slots, power)
    sampled = (f"The policies are simulated on {len(chosen):,} of {size:,} creators, drawn at random.",)
    report = exposure_report(world, range(simulations), notes=(*NOTES, *(sampled if len(chosen) < size else ())))
    today = _today(replace(world, quality=quality, joins=joins), views, newcomer)
    return report.model_copy(update={"policies": (today, *report.policies)})


def shrunk_rates(likes: Floats, views: Floats) -> Floats:
    """Likes by views, pulled to the mean by as many views as the differences between creators suggest (the method of
    moments for the beta-binomial: Kleinman, 1973); scaled to at most 1."""
    total = float(views.sum())
    mean = float(np.clip(likes.sum() / total, 1e-9, 0.5))
    safe = np.where(views > 0, views, 1.0)
    squares = float((views * (likes / safe - mean) ** 2).sum())
    counted = int(np.count_nonzero(views))
    between = (squares - mean * (1 - mean) * (counted - 1)) / max(total - float((views**2).sum()) / total, 1e-9)
    strength = float(np.clip(mean * (1 - mean) / max(between, 1e-12), 1.0, 1e6))
    rates = (likes + strength * mean) / (views + strength)
    return np.asarray(np.clip(rates / rates.max(), 1e-6, 1.0), np.float64)


def _today(world: World, views: Floats, newcomer: NDArray[np.bool_]) -> PolicyExposure:
    """Fifths are of creators with views: the quality of others is not known, so that none of them is a best one."""
    seen = views > 0
    shown = Shown(views[seen], world.merit[seen], float("nan"))
    measured = measure_exposure(shown, world.quality[seen], newcomer[seen])
    measured["never_shown"] = float((~seen).mean())
    measured["gini"] = gini(views)
    estimates = {name: _known(measured[name], len(views), name not in UNKNOWN_TODAY) for name in MEASURES}
    return PolicyExposure(policy="as it is today", quality="not used", measures=estimates)


def _known(value: float, size: int, is_known: bool) -> Estimate:
    return Estimate(value, size=size) if is_known and not np.isnan(value) else unknown("not measured", size)
