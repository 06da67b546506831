"""Help of the commands that measure how well the verdicts agree with people."""

from cli.manual.command_help import DECISION_LOG, CommandHelp

RUN_FOLDER = {"DIR/report.json, DIR/report.html, DIR/results.jsonl, DIR/junit.xml": "figures, page, results and checks"}
EVALUATION = {
    "eval check": CommandHelp(
        ("clausewise eval check", "clausewise eval check my-cases --json"), {1: "the dataset has an error"}
    ),
    "eval agreement": CommandHelp(
        ("clausewise eval agreement --split dev", "clausewise eval agreement my-cases --judge local --json")
    ),
    "eval calibrate": CommandHelp(
        ("clausewise eval calibrate build/first", "clausewise eval calibrate build/first --json"),
        files={"CLAUSEWISE_DATA_DIR/model-limits.json": "the limits, by model"},
    ),
    "eval run": CommandHelp(
        (
            "clausewise eval run --judge local --processes 2 --out build/run",
            "clausewise eval run my-cases --limit 50 --out build/mine --json",
        ),
        files=RUN_FOLDER,
    ),
    "eval report": CommandHelp(
        ("clausewise eval report build/run", "clausewise eval report build/run --baseline build/before --json"),
        files={"RUN/report.html": "the page that is written"},
    ),
    "eval compare": CommandHelp(
        (
            "clausewise eval compare build/run --baseline build/before",
            "clausewise eval compare build/run --baseline build/before --common --json",
        )
    ),
    "eval gate": CommandHelp(
        (
            "clausewise eval gate build/run --gate eval/gate.toml",
            "clausewise eval gate build/run --gate my-gate.toml --baseline build/before --json",
        ),
        {1: "the run fails the gate"},
        {"RUN/junit.xml": "the checks, for CI"},
    ),
    "eval baseline": CommandHelp(("clausewise eval baseline build/run --out baseline.jsonl.gz",)),
    "eval import": CommandHelp(
        (
            "clausewise eval import labels.csv --content text --outcome label --map spam=violation --out my-cases",
            "clausewise eval import - --format langfuse --out my-cases < export.json",
        )
    ),
    "eval export": CommandHelp(
        (
            "clausewise eval export --format label-studio --out tasks.json",
            "clausewise eval export my-cases --format promptfoo --out tests.json --force --json",
        )
    ),
    "eval export-reviews": CommandHelp(
        ("clausewise eval export-reviews --out reviewed", "clausewise eval export-reviews --out reviewed --json"),
        files={**DECISION_LOG, "DIR/disputed.jsonl": "reviews of decisions on which reviewers differ"},
    ),
    "eval export-preferences": CommandHelp(
        (
            "clausewise eval export-preferences pairs.jsonl --format dpo",
            "clausewise eval export-preferences rewards.jsonl --format reward --json",
        )
    ),
    "eval steer": CommandHelp(
        (
            "clausewise eval steer my-pairs.jsonl --policies my-policies --judge local",
            "clausewise eval steer my-pairs.jsonl --min-followed 0.9 --out steering.json",
        ),
        {1: "fewer edits than --min-followed were followed"},
    ),
    "eval assessments": CommandHelp(
        ("clausewise eval assessments --judge rules", "clausewise eval assessments --data build/sample --json")
    ),
    "quality report": CommandHelp(("clausewise quality report", "clausewise quality report --days 90 --json")),
    "quality golden": CommandHelp(("clausewise quality golden", "clausewise quality golden --json")),
    "quality add": CommandHelp(
        (
            'clausewise quality add dec_4b348577 --clause-id HLT-2.1 --reason "The claim is explicit."',
            'clausewise quality add dec_4b348577 --no-violation --reason "It is a quotation." --json',
        )
    ),
    "quality remove": CommandHelp(("clausewise quality remove dec_4b348577",)),
    "quality import": CommandHelp(
        ("clausewise quality import --limit 50", "clausewise quality import my-cases --split dev --judge local --json")
    ),
}
