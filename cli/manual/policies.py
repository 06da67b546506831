"""Help of the commands about policies and schemas."""

from cli.manual.command_help import CommandHelp

POLICIES = {
    "policies list": CommandHelp(("clausewise policies list", "clausewise policies list --policies mine --json")),
    "policies show": CommandHelp(
        ("clausewise policies show HLT-2.1", "clausewise policies show HLT-2.1 --as-of 2026-09-14 --json")
    ),
    "policies check": CommandHelp(
        ("clausewise policies check --policies my-policies", "clausewise policies check --self-test --json"),
        {1: "the policies have an error, or fail the self-test"},
    ),
    "policies lint": CommandHelp(
        ("clausewise policies lint --policies my-policies", "clausewise policies lint --sarif > lint.sarif"),
        {1: "a finding of the severity of --fail-on, or of a higher one"},
        {"POLICIES/lint.toml": "findings that are accepted, with reasons"},
    ),
    "policies diff": CommandHelp(
        (
            "clausewise policies diff old-policies my-policies --markdown",
            "clausewise policies diff 2026-04-01 2026-06-01 --exit-code",
        ),
        {1: "with --exit-code: they differ"},
    ),
    "policies replay": CommandHelp(
        (
            "clausewise policies replay --from old-policies --to my-policies",
            "clausewise policies replay --from 2026-04-30 --to 2026-05-01 --cases cases.jsonl --json",
        )
    ),
    "policies import": CommandHelp(
        (
            "clausewise policies import guidelines.docx --out drafts",
            "clausewise policies import handbook.md --prefix HB --json",
        )
    ),
    "policies vocabulary": CommandHelp(
        ("clausewise policies vocabulary", "clausewise policies vocabulary --policies my-policies --json")
    ),
    "policies glossary": CommandHelp(
        ("clausewise policies glossary", "clausewise policies glossary --policies my-policies --json")
    ),
    "schema": CommandHelp(("clausewise schema", "clausewise schema case > case.schema.json")),
}
