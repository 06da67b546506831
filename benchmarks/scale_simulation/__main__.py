"""From one process to 100 million decisions a day: `python -m benchmarks.scale_simulation`.

`--model-share 0.1` asks a language model about that share of the decisions; `--to-people 0.3` gives that share to
people. What is measured comes from `stage_times.json`, which `python -m benchmarks.stage_times` writes. `--page` writes
the tables into docs/scale.md.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from benchmarks.page_blocks import OPTION, write_block
from benchmarks.scale_simulation.arrivals import DAY, HOUR, Arrivals
from benchmarks.scale_simulation.distribution import STAGES, Measured
from benchmarks.scale_simulation.service import Assumptions, Run, Service
from benchmarks.scale_simulation.sizing import SHARES, Plan, core_hours, model_cost_a_day, of_shard, plan
from llm.options import LlmOptions

VOLUMES = (1e5, 1e6, 1e7, 1e8)
MAX_SECONDS, MAX_DECISIONS, WIDTH = 600.0, 12_000, 160
AFTERWARDS = ("webhook", "people")  # the answer does not wait for them
GROWTH = 0.02  # of what arrives: a line that grows by more does not end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-share", type=float, default=0.0)
    parser.add_argument("--to-people", type=float, default=Assumptions().share_to_people)
    parser.add_argument("--cached", type=float, default=Assumptions().cached)
    parser.add_argument("--locked", type=float, default=1.0, help="the share of a save that holds the lock")
    parser.add_argument("--round-trip", type=float, default=0.0, help="milliseconds to the database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(OPTION, action="store_true", help="write the tables into docs/scale.md")
    options = parser.parse_args()
    measured, console = Measured.read(), Console(width=WIDTH)
    assumed = Assumptions(
        model_share=options.model_share,
        share_to_people=options.to_people,
        cached=options.cached,
        locked=options.locked,
        round_trip=options.round_trip / 1000,
    )
    blocks: dict[str, tuple[Table | str, ...]] = {
        "stage times": (stage_table(measured), stage_lines(measured)),
        "sizes": (size_table(measured, assumed),),
        "stations": (run_table(measured, assumed, options.seed),),
        "costs": (cost_table(measured, assumed),),
    }
    for name, parts in blocks.items():
        for part in parts:
            console.print(part)
        if options.page:
            write_block(name, *parts)


def stage_table(measured: Measured) -> Table:
    table = Table("stage", "p50 ms", "p95 ms", "with a remembered content: p50 ms", title="stages of a decision")
    for name in (*STAGES, "request"):
        stage, again = measured.stages[name], measured.stages.get(f"{name} again")
        cells = (f"{1000 * stage.at(share):.1f}" for share in (0.5, 0.95))
        table.add_row(f"`{name}`", *cells, f"{1000 * again.at(0.5):.1f}" if again is not None else "")
    return table


def stage_lines(measured: Measured) -> str:
    save, written, arrivals = measured.stages["save"].mean, measured.written, Arrivals(1e6)
    full = 1 / save / (arrivals.peak / DAY) / 1e6
    return (
        f"{measured.machine}. A decision sends {written['statements']:.0f} statements, inserts {written['rows']:.0f} "
        f"rows, and adds {written['tables'] / 1000:.1f} KB to the tables with their indexes and "
        f"{written['write-ahead log'] / 1000:.1f} KB to the write-ahead log. Of these short posts "
        f"{measured.share_to_people:.0%} need a person. **One database saves {1 / save:.0f} decisions a second**: in "
        f"the busiest hour that is full at {full:.1f} million a day, and 60% full at {0.6 * full:.1f} million."
    )


def size_table(measured: Measured, assumed: Assumptions) -> Table:
    title = f"what a day needs; {assumed.model_share:.0%} ask a model, {assumed.share_to_people:.1%} go to people"
    columns = ("decisions a day", "peak a second", "shards", "processes", "busy cores", "rows a second")
    people = f"if {measured.share_to_people:.0%} go to them"
    table = Table(*columns, "GB a day", "people at work", people, title=title)
    for per_day in VOLUMES:
        arrivals = Arrivals(per_day)
        of_day = plan(measured, assumed, arrivals)
        more = plan(measured, replace(assumed, share_to_people=measured.share_to_people), arrivals)
        table.add_row(
            volume(per_day),
            f"{arrivals.rate(arrivals.peak_hour * HOUR):,.1f}",
            *(f"{number:,}" for number in (of_day.shards, of_day.processes)),
            f"{of_day.cores:,.1f}",
            f"{of_day.rows_per_second:,.0f}",
            f"{of_day.gigabytes_a_day:,.1f}",
            *(f"{one.people:,}" for one in (of_day, more)),
        )
    return table


def run_table(measured: Measured, assumed: Assumptions, seed: int) -> Table:
    """The busiest hour of one shard: with as many shards as planned, and where that is more than one, with one."""
    sizes = ("a day", "shards", "processes in each")
    stations = ("gateway", "begin", "core", "limit", "model", "write", "save", "letters", "people")
    title = "the busiest hour of one shard: utilisation of its stations, seconds to the answer, and what it waits for"
    table = Table(*sizes, *stations, "p50, p95, p99 s", "line grows", "bottleneck", title=title)
    for per_day in VOLUMES:
        for planned in _plans(measured, assumed, Arrivals(per_day)):
            run = simulate(measured, assumed, planned, seed)
            waited_for = [one for name, one in run.stations.items() if name not in AFTERWARDS]
            longest = max(waited_for, key=lambda one: one.growth)
            busiest = max(waited_for, key=lambda one: one.utilisation)
            grows = longest.growth > GROWTH * run.arrived / run.seconds
            table.add_row(
                volume(per_day),
                f"{planned.shards}",
                f"{planned.shard.processes}",
                *(f"{one.utilisation:.0%}" for one in run.stations.values()),
                ", ".join(f"{run.percentile(share):.2f}" for share in (0.5, 0.95, 0.99)),
                f"{longest.growth:,.0f} a s" if grows else "no",
                busiest.name,
            )
    return table


def cost_table(measured: Measured, assumed: Assumptions) -> Table:
    options = LlmOptions()
    title = f"a day costs: cores, and {options.chat_model} at the prices of genai-prices"
    shares = (f"{share:.0%} to the model" for share in SHARES)
    table = Table("decisions a day", "core hours", *shares, title=title)
    for per_day in VOLUMES:
        costs = (model_cost_a_day(per_day, share, options) for share in SHARES)
        cells = ("no price" if one is None else f"{options.currency} {one:,.2f}" for one in costs)
        table.add_row(volume(per_day), f"{core_hours(measured, assumed, per_day):,.1f}", *cells)
    return table


def volume(per_day: float) -> str:
    return f"{per_day / 1e6:g} m" if per_day >= 1e6 else f"{per_day:,.0f}"


def _plans(measured: Measured, assumed: Assumptions, arrivals: Arrivals) -> Iterator[Plan]:
    planned = plan(measured, assumed, arrivals)
    if planned.shards > 1:
        yield plan(measured, assumed, arrivals, shards=1)
    yield planned


def simulate(measured: Measured, assumed: Assumptions, planned: Plan, seed: int) -> Run:
    """Of a shard, for ten minutes of the busiest hour, or less if so many decisions come earlier."""
    arrivals, shared = of_shard(Arrivals(planned.per_day), assumed, planned.shards)
    seconds = min(MAX_SECONDS, MAX_DECISIONS / arrivals.rate(arrivals.peak_hour * HOUR))
    service = Service(measured, replace(shared), planned.shard, seed)
    return service.run(arrivals, arrivals.peak_hour * HOUR - seconds / 2, seconds, warm_up=seconds / 6)


if __name__ == "__main__":
    main()
