"""The help of `clausewise media bank`."""

from cli.manual.command_help import CommandHelp

MEDIA_BANK: dict[str, CommandHelp] = {
    "media bank list": CommandHelp(
        ("clausewise media bank list", "clausewise media bank list --clause-id PRC-1.1 --json")
    ),
    "media bank add": CommandHelp(
        (
            "clausewise media bank add dec_4b34 --clause-id PRC-1.1 --reviewer ana",
            "clausewise media bank add badge.jpg --clause-id MIS-3.1 --reviewer ana",
        )
    ),
    "media bank remove": CommandHelp(("clausewise media bank remove bank_02c733fe85f77823f2e6",)),
    "media bank match": CommandHelp(
        ("clausewise media bank match badge.jpg", "clausewise media bank match *.jpg --json")
    ),
    "media bank fill": CommandHelp(("clausewise media bank fill",)),
}
