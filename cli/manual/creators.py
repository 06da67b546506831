"""Help of the commands about creators and their events."""

from cli.manual.command_help import WAREHOUSE, CommandHelp

CREATORS = {
    "sample-ecosystem": CommandHelp(
        (
            "clausewise sample-ecosystem demo",
            "clausewise sample-ecosystem demo --creators 500 --days 30 --files-only --json",
        ),
        files={"DIR/truth.json": "who is in a ring, who copies, who is honest", **WAREHOUSE},
    ),
    "warehouse load": CommandHelp(
        (
            "clausewise warehouse load events/",
            "clausewise warehouse load --decisions --since 2026-09-01",
            "clausewise warehouse load --url postgresql://reader@db/events --json",
        ),
        files={
            **WAREHOUSE,
            "CLAUSEWISE_DATA_DIR/set-aside": "bad rows with their reasons",
        },
    ),
    "warehouse status": CommandHelp(("clausewise warehouse status", "clausewise warehouse status --json")),
    "warehouse run": CommandHelp(("clausewise warehouse run", "clausewise warehouse run --day 2026-09-14 --json")),
    "creators measure": CommandHelp(
        (
            "clausewise creators measure pictures/ > post_measures.csv",
            "clausewise creators measure videos/ --posts --json",
        )
    ),
    "creators fit": CommandHelp(("clausewise creators fit", "clausewise creators fit --as-of 2026-09-14 --json")),
    "creators show": CommandHelp(("clausewise creators show c06777", "clausewise creators show c06777 --json")),
    "copies find": CommandHelp(("clausewise copies find pictures/", "clausewise copies find pictures/ --json")),
    "links find": CommandHelp(("clausewise links find", "clausewise links find --as-of 2026-09-14 --json")),
    "links next": CommandHelp(("clausewise links next", "clausewise links next --as-of 2026-09-14 --json")),
}
