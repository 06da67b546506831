"""Help of the commands that decide cases, and of those about stored decisions."""

from cli.manual.command_help import DECISION_LOG, CommandHelp

DECIDING = {
    "adjudicate": CommandHelp(
        (
            "clausewise adjudicate examples/turmeric.yaml",
            "clausewise adjudicate - --json < cases.jsonl > decisions.jsonl",
            'clausewise adjudicate --text "This tea cures arthritis" --market US',
        ),
        {
            1: "a store, a file or a model server failed: the lines after it are not decided",
            2: "the case is invalid; of JSON Lines: at least one line was, and the others are decided",
        },
        DECISION_LOG,
    ),
    "assess": CommandHelp(("clausewise assess c06777", "clausewise assess c06777 --as-of 2026-09-14 --json")),
    "precheck": CommandHelp(("clausewise precheck draft.yaml", "clausewise precheck draft.yaml --market DE --json")),
    "search": CommandHelp(
        ('clausewise search "this tea cures arthritis"', 'clausewise search "paid review" --limit 3 --market US --json')
    ),
    "media read": CommandHelp(
        ("clausewise media read photo.jpg", "clausewise media read clip.mp4 voice.ogg --json"),
        {2: "a file cannot be opened; the others are read"},
    ),
    "decisions list": CommandHelp(
        (
            "clausewise decisions list --outcome needs_review",
            "clausewise decisions list --creator-id cr_maya --since 2026-09-01 --json",
        )
    ),
    "decisions show": CommandHelp(
        ("clausewise decisions show dec_4b348577", "clausewise decisions show dec_4b348577 --json")
    ),
    "decisions review": CommandHelp(
        (
            'clausewise decisions review dec_4b348577 uphold --reason "The claim is explicit." --reviewer ana',
            'clausewise decisions review dec_4b348577 amend --clause-id HLT-2.1 --reason "No price." --reviewer ana',
        )
    ),
    "decisions replay": CommandHelp(
        ("clausewise decisions replay dec_4b348577", "clausewise decisions replay dec_4b348577 --json"),
        {1: "the decision differs"},
    ),
    "decisions resume": CommandHelp(
        ("clausewise decisions resume", "clausewise decisions resume --any-corpus --json"),
        {2: "a case could not be decided"},
    ),
    "doctor": CommandHelp(("clausewise doctor", "clausewise doctor --offline --json"), {1: "a component fails"}),
    "index": CommandHelp(
        ("clausewise index", "clausewise index --policies my-policies --save-precomputed"),
        files={"POLICIES/vectors.npz": "with --save-precomputed: the vectors, beside the classifier"},
    ),
}
