"""The tools by which a model reads an account, and what it has read; a post is judged without the one about links."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.evidence.account_sources import AccountOfCase
from agent.investigation.tools import NoArguments, ToolResult, make_tool
from domain.assessment import AccountEvidence, AccountReading, AccountTool
from prompts.assessment import line_text
from prompts.fence import Fence

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

LINKS_RECORDED = (
    "Recorded for the moderator, who decides about links between accounts. They are not shown here: no reason may rest "
    "on them."
)


@dataclass(frozen=True)
class AccountToolbox:
    """None of the tools takes a creator or a day. `read` collects the lines by their ids; `on_read` receives
    what each tool returned. The docstring of a tool is its description for the model."""

    reader: AccountOfCase
    fence: Fence
    read: dict[str, AccountEvidence] = field(default_factory=dict)
    on_read: Callable[[tuple[AccountReading, ...]], None] = lambda readings: None

    def tools(self) -> "Sequence[BaseTool]":
        """For the assessment of an account."""
        own, timeline = self.tools_without_links()[:-1], self.tools_without_links()[-1]
        return [*own, make_tool(self.linked_accounts, NoArguments), timeline]

    def tools_without_links(self) -> "Sequence[BaseTool]":
        """For the judge of a post."""
        functions = (self.quality_breakdown, self.behaviour_pattern, self.copies_of, self.creator_timeline)
        return [make_tool(function, NoArguments) for function in functions]

    def quality_breakdown(self) -> ToolResult:
        """Scores with intervals: of the content, and of past decisions and refunds; and what they rest on."""
        return self._read(AccountTool.QUALITY_BREAKDOWN)

    def behaviour_pattern(self) -> ToolResult:
        """When and how the account posts, and whether devices, payouts, languages and hours changed together."""
        return self._read(AccountTool.BEHAVIOUR_PATTERN)

    def copies_of(self) -> ToolResult:
        """Posts of the account that show an earlier post of another creator, and how often others show its posts."""
        return self._read(AccountTool.COPIES_OF)

    def linked_accounts(self) -> ToolResult:
        """Records for the moderator which accounts act together with this one. You are not shown them."""
        self.reader.read(AccountTool.LINKED_ACCOUNTS)
        return LINKS_RECORDED, ()

    def creator_timeline(self) -> ToolResult:
        """When the account was opened, and what was decided about it before."""
        return self._read(AccountTool.CREATOR_TIMELINE)

    def _read(self, tool: AccountTool) -> ToolResult:
        readings = self.reader.read(tool)
        self.on_read(readings)
        lines = [line for reading in readings for line in reading.lines]
        self.read.update((line.id, line) for line in lines)
        text = "\n\n".join(_reading_text(reading) for reading in readings)
        return self.fence.wrap(tool.value, text).text, tuple(line.id for line in lines)


def _reading_text(reading: AccountReading) -> str:
    head = f"{reading.name} as of {reading.as_of}"
    if reading.not_measured:
        return f"{head}: not measured: {reading.not_measured}"
    interval = f", 95% interval {reading.interval[0]:.3g} to {reading.interval[1]:.3g}" if reading.interval else ""
    value = f"{head}: {reading.value:.3g}{interval}"
    missing = [f"not measured: {', '.join(reading.not_known)}"] if reading.not_known else []
    return "\n".join([value, *map(line_text, reading.lines), *missing])
