"""The help of every command by its words, such as `policies show`."""

from cli.manual.command_help import CommandHelp
from cli.manual.creators import CREATORS
from cli.manual.deciding import DECIDING
from cli.manual.evaluation import EVALUATION
from cli.manual.insights import INSIGHTS
from cli.manual.media_bank import MEDIA_BANK
from cli.manual.policies import POLICIES
from cli.manual.service import SERVICE
from cli.manual.training import TRAINING

HELP: dict[str, CommandHelp] = {
    **DECIDING,
    **POLICIES,
    **EVALUATION,
    **CREATORS,
    **TRAINING,
    **INSIGHTS,
    **SERVICE,
    **MEDIA_BANK,
}
