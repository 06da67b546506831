"""Help of the commands about how the ecosystem does."""

from cli.manual.command_help import CommandHelp

INSIGHTS = {
    "insights alerts": CommandHelp(("clausewise insights alerts", "clausewise insights alerts --days 7 --json")),
    "insights compute": CommandHelp(
        ("clausewise warehouse run && clausewise insights compute", "clausewise insights compute --json")
    ),
    "insights root-cause": CommandHelp(
        (
            "clausewise insights root-cause violations_found",
            "clausewise insights root-cause violations_found --day 2026-08-06 --json",
        )
    ),
    "insights metrics": CommandHelp(
        ("clausewise insights metrics", "clausewise insights metrics violation_view_rate --by market --days 14 --json")
    ),
    "insights fairness": CommandHelp(
        ("clausewise insights fairness --by market", "clausewise insights fairness --file labelled.csv --json")
    ),
    "insights audit draw": CommandHelp(
        ("clausewise insights audit draw --number 100", "clausewise insights audit draw --day 2026-09-14 --json")
    ),
    "insights audit collect": CommandHelp(
        ("clausewise insights audit collect", "clausewise insights audit collect --json")
    ),
    "insights experiments plan": CommandHelp(
        (
            "clausewise insights experiments plan letters.toml --effect -3",
            "clausewise insights experiments plan past.csv --outcome repeated --split control=0.5,mail=0.5 --json",
        )
    ),
    "insights experiments assign": CommandHelp(
        (
            "clausewise insights experiments assign letters.toml > assignments.csv",
            "clausewise insights experiments assign letters.toml --units creators.csv --json",
        )
    ),
    "insights experiments check": CommandHelp(
        (
            "clausewise insights experiments check letters.toml",
            "clausewise insights experiments check mail.csv --split none=1,mail=1 --arm segment --json",
        )
    ),
    "insights experiments analyse": CommandHelp(
        (
            "clausewise insights experiments analyse letters.toml",
            "clausewise insights experiments analyse mail.csv --split none=1,mail=1 --arm segment --json",
        )
    ),
    "insights experiments effect": CommandHelp(
        (
            "clausewise insights experiments effect panel.csv --outcome refunds --from 2026-06-15",
            "clausewise insights experiments effect scores.csv --outcome repeat --cutoff 4 --json",
        )
    ),
    "insights strategies list": CommandHelp(
        ("clausewise insights strategies list", "clausewise insights strategies list --folder my-strategies --json")
    ),
    "insights strategies check": CommandHelp(
        ("clausewise insights strategies check", "clausewise insights strategies check --folder my-strategies --json")
    ),
    "insights strategies backtest": CommandHelp(
        (
            "clausewise insights strategies backtest --from 2026-08-01",
            "clausewise insights strategies backtest --folder my-strategies --horizon 14 --json",
        )
    ),
    "insights strategies run": CommandHelp(
        ("clausewise insights strategies run", "clausewise insights strategies run --day 2026-09-14 --json")
    ),
    "insights strategies hits": CommandHelp(
        ("clausewise insights strategies hits", "clausewise insights strategies hits new-sellers --days 7 --json")
    ),
    "insights strategies queue": CommandHelp(
        ("clausewise insights strategies queue", "clausewise insights strategies queue --day 2026-09-14 --json")
    ),
    "insights strategies act": CommandHelp(
        ("clausewise insights strategies act", "clausewise insights strategies act --day 2026-09-14 --json")
    ),
    "insights strategies labels": CommandHelp(("clausewise insights strategies labels same-caption",)),
    "insights strategies proposals": CommandHelp(
        ("clausewise insights strategies proposals", "clausewise insights strategies proposals --state accepted --json")
    ),
    "insights strategies accept": CommandHelp(
        ('clausewise insights strategies accept prop_1f2e --reason "Many complaints." --person ana',)
    ),
    "insights strategies dismiss": CommandHelp(
        ('clausewise insights strategies dismiss prop_1f2e --reason "One bad day." --person ana',)
    ),
    "insights strategies threshold": CommandHelp(
        (
            "clausewise insights strategies threshold activity.copied_share --target 0.5",
            "clausewise insights strategies threshold scores.csv --target 0.65 --json",
        )
    ),
    "insights strategies mine": CommandHelp(
        (
            "clausewise insights strategies mine --owner ana",
            "clausewise insights strategies mine --owner ana --clause HLT-2.1 --out found --json",
        )
    ),
    "insights strategies false-positives": CommandHelp(
        (
            "clausewise insights strategies false-positives --from 2026-08-01",
            "clausewise insights strategies false-positives --folder my-strategies --json",
        )
    ),
    "insights tradeoffs promotion": CommandHelp(
        (
            "clausewise insights tradeoffs promotion --cap complaints=500",
            'clausewise insights tradeoffs promotion --choose --author ana --reason "Fewer harms." --json',
        )
    ),
    "insights tradeoffs choices": CommandHelp(
        ("clausewise insights tradeoffs choices", "clausewise insights tradeoffs choices --json")
    ),
    "insights tradeoffs exposure": CommandHelp(
        ("clausewise insights tradeoffs exposure", "clausewise insights tradeoffs exposure --simulations 20 --json")
    ),
    "insights tradeoffs judge": CommandHelp(
        (
            "clausewise insights tradeoffs judge build/run",
            "clausewise insights tradeoffs judge build/run --minutes 4 --json",
        )
    ),
}
