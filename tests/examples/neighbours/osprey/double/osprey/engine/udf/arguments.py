"""As osprey_worker/src/osprey/engine/udf/arguments.py (roostorg/osprey, 03005b2b), as far as a UDF sees it: the
values of a call are attributes, and the annotations say which there are."""

from typing import Any, get_type_hints


class ArgumentsBase:
    def __init__(self, arguments: dict[str, Any]) -> None:
        expected = self.items()
        missing = {name for name in expected if name not in arguments and not hasattr(type(self), name)}
        if missing or arguments.keys() - expected.keys():
            raise TypeError(f"missing: {missing}, unknown: {arguments.keys() - expected.keys()}")
        for name, value in arguments.items():
            if not isinstance(value, expected[name]):
                raise TypeError(f"{name} is {type(value).__name__}")
            setattr(self, name, value)

    @classmethod
    def items(cls) -> dict[str, Any]:
        return {name: kind for name, kind in get_type_hints(cls).items() if not name.startswith("_")}
