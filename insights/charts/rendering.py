"""Renders Vega-Lite charts as SVG and PNG, without a browser and without the network."""

from importlib.util import find_spec
from typing import Any

from domain.errors import OperationError

PNG_SCALE = 2.0  # for screens with many pixels, and for slides


class ChartsMissing(OperationError):
    """The extra `charts` is not installed."""


def can_render() -> bool:
    return find_spec("vl_convert") is not None


def to_svg(spec: dict[str, Any]) -> str:
    """Text is text, not paths. Raises ChartsMissing."""
    return str(_renderer().vegalite_to_svg(spec, allowed_base_urls=[]))


def to_png(spec: dict[str, Any]) -> bytes:
    """Raises ChartsMissing."""
    return bytes(_renderer().vegalite_to_png(spec, scale=PNG_SCALE, allowed_base_urls=[]))


def _renderer() -> Any:
    if not can_render():
        raise ChartsMissing("charts need one more package: pip install 'clausewise[charts]'")
    import vl_convert

    return vl_convert
