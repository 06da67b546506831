"""Reads and writes the TOML files of strategies, one strategy a file."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from insights.strategies.strategy import State, Strategy

BUNDLED = Path(__file__).parent / "bundled"
MAX_FILE_BYTES = 100_000


class FileProblem(FrozenModel):
    """What is wrong with a file or a strategy, and what to change."""

    place: str
    message: str
    remedy: str


class StrategyFiles(FrozenModel):
    """What the files of a folder hold; a file that cannot be read is a problem and no strategy."""

    folder: str
    strategies: tuple[Strategy, ...]
    problems: tuple[FileProblem, ...]


def read_folder(folder: Path) -> StrategyFiles:
    """Every `*.toml` of a folder, by name. Raises InputError if there is no such folder."""
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}: name one with files of strategies by --folder")
    strategies: list[Strategy] = []
    problems: list[FileProblem] = []
    for path in sorted(folder.glob("*.toml")):
        found = read_strategy(path)
        if isinstance(found, Strategy):
            strategies.append(found)
        else:
            problems.extend(found)
    return StrategyFiles(folder=str(folder), strategies=tuple(strategies), problems=tuple(problems))


def read_strategy(path: Path) -> Strategy | Sequence[FileProblem]:
    """The strategy of a file, or what is wrong with it."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return [FileProblem(place=path.name, message="the file is too long", remedy="one strategy in each file")]
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [FileProblem(place=path.name, message=f"it is not TOML: {error}", remedy='write name = "value"')]
    try:
        return Strategy.model_validate(fields)
    except ValidationError as error:
        return [_problem(path.name, ".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors()]


def _problem(place: str, field: str, message: str) -> FileProblem:
    if field == "expires":
        return FileProblem(
            place=place, message="it has no day on which it expires", remedy="write expires = 2027-01-31"
        )
    text = message.removeprefix("Value error, ")
    remedy = f"see {BUNDLED.name}/same-caption.toml for an example" if field else "list them in [states]"
    return FileProblem(place=place, message=f"{field}: {text}" if field else text, remedy=remedy)


def write_strategy(folder: Path, strategy: Strategy) -> Path:
    """The file is new. Raises InputError if there is one of that name."""
    path = folder / f"{strategy.id}-v{strategy.version}.toml"
    if path.exists():
        raise InputError(f"{path} exists already: choose another folder by --out, or remove the file")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(as_toml(strategy), encoding="utf-8")
    return path


def as_toml(strategy: Strategy) -> str:
    markets = ", ".join(f'"{market}"' for market in strategy.scope.markets)
    states = "".join(f"{state.value} = {strategy.states[state]}\n" for state in State if state in strategy.states)
    return (
        f"id = {_quoted(strategy.id)}\nversion = {strategy.version}\ntitle = {_quoted(strategy.title)}\n"
        f"owner = {_quoted(strategy.owner)}\nexpires = {strategy.expires}\nmax_daily = {strategy.max_daily}\n"
        f"when = {_quoted(strategy.when)}\naction = {_quoted(strategy.action.value)}\n\n"
        f'[scope]\nsubject = "{strategy.scope.subject.value}"\nmarkets = [{markets}]\n\n[states]\n{states}'
    )


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for character in {one for one in escaped if ord(one) < 0x20 or ord(one) == 0x7F}:
        escaped = escaped.replace(character, f"\\u{ord(character):04x}")
    return f'"{escaped}"'


def first_expiry(today: date, days: int) -> date:
    """A day some days later, for a new strategy."""
    return date.fromordinal(today.toordinal() + days)
