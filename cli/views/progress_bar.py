"""The progress bar; apart from the console because a pipe never needs it."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.progress import Progress

PROGRESS_DELAY_SECONDS = 1.0


class DelayedProgress(Progress):
    """Draws nothing until `PROGRESS_DELAY_SECONDS` have passed."""

    def get_renderables(self) -> Iterable[RenderableType]:
        started = min((task.start_time or 0.0 for task in self.tasks), default=0.0)
        if self.tasks and self.get_time() - started > PROGRESS_DELAY_SECONDS:
            yield from super().get_renderables()
