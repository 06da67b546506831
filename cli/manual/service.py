"""Help of the commands that run the service and look after its data."""

from cli.manual.command_help import DECISION_LOG, CommandHelp

SERVICE = {
    "serve": CommandHelp(
        ("clausewise serve --demo", "clausewise serve --host 127.0.0.1 --port 8000 --policies my-policies"),
        files=DECISION_LOG,
    ),
    "mcp": CommandHelp(("clausewise mcp", "clausewise mcp --judge local --policies my-policies")),
    "erase": CommandHelp(
        (
            "clausewise erase --creator-id cr_maya",
            "clausewise erase --creator-id cr_maya --search out --yes --json",
        ),
        {1: "words of the content are still in files, or the warehouse could not be used: the output names them"},
        DECISION_LOG,
    ),
    "prune": CommandHelp(("clausewise prune --older-than 90d", "clausewise prune --older-than 90d --yes --json")),
    "queues check": CommandHelp(("clausewise queues check", "clausewise queues check my-rules.toml --json")),
    "queues fill": CommandHelp(("clausewise queues fill", "clausewise queues fill --json")),
    "sessions list": CommandHelp(("clausewise sessions list", "clausewise sessions list --json")),
    "sessions end": CommandHelp(("clausewise sessions end ana",)),
    "statements list": CommandHelp(
        ("clausewise statements list", "clausewise statements list --status ready --from 2026-09-01 --json")
    ),
    "statements show": CommandHelp(("clausewise statements show dec_4b348577",)),
    "statements export": CommandHelp(
        (
            "clausewise statements export --output statements.jsonl",
            "clausewise statements export --from 2026-09-01 --to 2026-09-30 > september.jsonl",
        ),
        {2: "a record lacks something and is left out: the output names it"},
    ),
    "statements submit": CommandHelp(
        ("clausewise statements submit", "clausewise statements submit --wait 300 --json"),
        {1: "the run ended early; repeat it", 2: "a statement was refused"},
    ),
    "statements report": CommandHelp(
        (
            "clausewise statements report --from 2026-01-01 --to 2026-06-30 --markdown",
            "clausewise statements report --from 2026-01-01 --to 2026-06-30 --csv > r.csv",
            "clausewise statements report --from 2026-01-01 --to 2026-06-30 --template t",
        )
    ),
    "statements corrections": CommandHelp(("clausewise statements corrections --from 2026-01-01 --to 2026-06-30",)),
    "statements misuse": CommandHelp(
        ("clausewise statements misuse --account cr_anna", "clausewise statements misuse --to 2026-06-30 --json")
    ),
    "notices list": CommandHelp(("clausewise notices list --from 2026-09-01 --json",)),
    "notices show": CommandHelp(("clausewise notices show dec_4b348577",)),
    "complaints list": CommandHelp(("clausewise complaints list --overdue", "clausewise complaints list --all --json")),
    "keys create": CommandHelp(
        (
            "clausewise keys create ana --role moderator",
            "clausewise keys create moderation-tool --scope decide --scope read --expires 2027-06-01 --json",
        )
    ),
    "keys list": CommandHelp(("clausewise keys list", "clausewise keys list --json")),
    "keys rotate": CommandHelp(("clausewise keys rotate 3f9c2ab01d77 --overlap-hours 24",)),
    "keys revoke": CommandHelp(("clausewise keys revoke 3f9c2ab01d77",)),
    "audit verify": CommandHelp(
        ("clausewise audit verify", "clausewise audit verify --head heads.jsonl --json"),
        {1: "the log was changed or cut off, or what is stored is not as it says"},
    ),
    "audit head": CommandHelp(("clausewise audit head", "clausewise audit head --file heads.jsonl")),
    "audit list": CommandHelp(("clausewise audit list > audit.jsonl",)),
    "audit rebuild-lists": CommandHelp(("clausewise audit rebuild-lists",)),
}
