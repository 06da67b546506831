"""The metrics that are known: those that come with Clausewise, and files of your own, which may replace them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from domain.errors import InputError
from insights.metrics.metric import Metric

FOLDER = Path(__file__).parent / "definitions"


class MetricUnknown(InputError):
    """There is no metric, or no dimension of it, with this name; the message has the nearest one."""


class MetricFileInvalid(InputError):
    """The file of a metric cannot be read; the message names the file, the field and what is wrong."""


@dataclass(frozen=True)
class Registry:
    """Metrics by id, in alphabetical order."""

    metrics: Mapping[str, Metric]

    def metric(self, metric_id: str) -> Metric:
        """Raises MetricUnknown."""
        if metric_id not in self.metrics:
            raise MetricUnknown(f"there is no metric {metric_id}: {_nearest(metric_id, self.metrics)}")
        return self.metrics[metric_id]


def require_dimension(metric: Metric, name: str) -> None:
    """Raises MetricUnknown."""
    if name not in metric.dimensions:
        raise MetricUnknown(f"{metric.id} has no dimension {name}: {_nearest(name, metric.dimensions)}")


def read_registry(folder: Path | None = None) -> Registry:
    """`folder` holds files of your own. Raises MetricFileInvalid."""
    if folder is not None and not folder.is_dir():
        raise MetricFileInvalid(f"there is no folder {folder} with metrics: correct CLAUSEWISE_INSIGHTS__METRICS_DIR")
    files = [*FOLDER.glob("*.toml"), *(folder.glob("*.toml") if folder else ())]
    metrics = {path.stem: read_metric(path) for path in files}
    return Registry(dict(sorted(metrics.items())))


def read_metric(path: Path) -> Metric:
    """The id is the name of the file. Raises MetricFileInvalid."""
    try:
        return Metric.model_validate({"id": path.stem} | tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MetricFileInvalid(f"the metric {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise MetricFileInvalid(f"the metric {path} is not valid: {where}: {first['msg']}") from error


def _nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = get_close_matches(name, [*known], 1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(known) or 'none'}"
