"""As osprey_worker/src/osprey/engine/udf/base.py (roostorg/osprey, 4a818ff5): what a UDF derives from."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar, get_args

from osprey.engine.executor.execution_context import ExecutionContext
from osprey.engine.udf.arguments import ArgumentsBase

Arguments = TypeVar("Arguments", bound=ArgumentsBase)
RValue = TypeVar("RValue")


class UDFBase(ABC, Generic[Arguments, RValue]):
    execute_async: ClassVar[bool] = False
    category: ClassVar[str | None] = None

    def __init__(self, validation_context: Any, arguments: Any) -> None:
        """Subclasses validate here."""

    @abstractmethod
    def execute(self, execution_context: ExecutionContext, arguments: Arguments) -> RValue: ...

    @classmethod
    def get_arguments_type(cls) -> type[ArgumentsBase]:
        found: type[ArgumentsBase] = get_args(cls.__orig_bases__[0])[0]  # type: ignore[attr-defined]
        return found
