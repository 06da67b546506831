"""Help of the commands about credit, quizzes and messages to creators."""

from cli.manual.command_help import CommandHelp

TRAINING = {
    "credit run": CommandHelp(("clausewise credit run", "clausewise credit run --day 2026-11-03 --json")),
    "credit show": CommandHelp(
        ("clausewise credit show cr_maya", "clausewise credit show acme --kind merchant --as-of 2026-09-14 --json")
    ),
    "credit simulate": CommandHelp(
        ("clausewise credit simulate my-rules.toml", "clausewise credit simulate my-rules.toml --day 2026-11-03 --json")
    ),
    "training quiz": CommandHelp(
        ("clausewise training quiz cr_maya --clause HLT-2.1", "clausewise training quiz cr_maya --seed 7 --json")
    ),
    "training answer": CommandHelp(("clausewise training answer quiz_4f1c yes no HLT-2.1 no",)),
    "education report": CommandHelp(("clausewise education report", "clausewise education report --days 60 --json")),
    "education retry": CommandHelp(("clausewise education retry msg_4f1c",)),
}
