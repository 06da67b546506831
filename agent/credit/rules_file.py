"""Reads and checks the file of the rules of credit; each error names the field and what to write."""

import hashlib
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent.credit.rules import CreditRules
from domain.errors import InputError
from policies.parsing.diagnostics import suggest
from text.files import NotUtf8, read_utf8

BUNDLED_RULES = Path(__file__).with_name("default_rules.toml")
TABLES = CreditRules.model_fields


class CreditRulesInvalid(InputError):
    """The message has a line for each error of the file."""


def read_credit_rules(path: Path | None = None) -> CreditRules:
    """The platform's own rules, or the bundled ones. Raises CreditRulesInvalid."""
    path = path or BUNDLED_RULES
    try:
        return CreditRules.model_validate(tomllib.loads(read_utf8(path)))
    except OSError as error:
        raise CreditRulesInvalid(
            f"{path}: it cannot be read ({error.strerror}): name a file that can be read"
        ) from error
    except NotUtf8 as error:
        raise CreditRulesInvalid(f"{path}: it is {error}: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CreditRulesInvalid(f"{path}: invalid TOML: {error}") from error
    except ValidationError as error:
        raise CreditRulesInvalid("\n".join(f"{path}: {_problem(fault)}" for fault in error.errors())) from error


def rules_digest(rules: CreditRules) -> str:
    """The SHA-256 of what the rules say; comments of their file do not count."""
    return hashlib.sha256(rules.model_dump_json().encode()).hexdigest()


def _problem(fault: ErrorDetails) -> str:
    field = ".".join(map(str, fault["loc"]))
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        return f'there is no field "{field}": {suggest(field, _siblings(fault))}'
    if fault["type"] == "missing":
        return f"{field}: it is missing: write it as in the bundled rules, {BUNDLED_RULES.name}"
    return f"{field}: {message}" if field else message


def _siblings(fault: ErrorDetails) -> list[str]:
    """The fields that the same table has."""
    table = str(fault["loc"][0])
    annotation = TABLES[table].annotation if len(fault["loc"]) > 1 and table in TABLES else None
    fields = getattr(annotation, "model_fields", None)
    return [f"{table}.{name}" for name in fields] if fields else [*TABLES]
