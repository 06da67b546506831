"""Registers the UDF with Osprey, as example_plugins/src/register_plugins.py does (roostorg/osprey at 2da12d95)."""

from collections.abc import Sequence
from typing import Any

from osprey.engine.udf.base import UDFBase
from osprey.worker.adaptor.plugin_manager import hookimpl_osprey
from udfs.clausewise_udf import ClausewiseOutcome


@hookimpl_osprey
def register_udfs() -> Sequence[type[UDFBase[Any, Any]]]:
    return [ClausewiseOutcome]
