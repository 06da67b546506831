"""`clausewise serve --demo` keeps to itself: what it refuses, and which settings it takes."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.queues.rules_file import read_routing_rules
from agent.settings import Settings, read_settings
from clausewise import app
from cli.demo import MARKER, QUEUES, demo_settings, example_cases, require_real
from domain.errors import InputError
from policies.corpus_path import BUNDLED_CORPUS

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def settings_of(data_dir: Path) -> Settings:
    return read_settings(
        data_dir=data_dir,
        policies=data_dir / "policies",
        signals_url="https://signals.example",
        llm={"base_url": "http://127.0.0.1:9/v1", "api_key": "key"},
        messages={"webhook_url": "https://receiver.example", "webhook_secrets": [SECRET]},
        audit={"head_file": data_dir / "heads.jsonl"},
    )


def test_settings_of_the_demo(tmp_path: Path) -> None:
    demo = demo_settings(settings_of(tmp_path))
    assert demo.data_dir == tmp_path / "demo"
    assert demo.policies == BUNDLED_CORPUS
    unused = (demo.signals_url, demo.llm.base_url, demo.llm.api_key, demo.messages.webhook_url, demo.audit.head_file)
    assert unused == (None,) * 5
    assert (tmp_path / "demo" / MARKER).is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]


def test_folder_of_a_demo_is_used_again_and_by_nothing_else(tmp_path: Path) -> None:
    folder = demo_settings(settings_of(tmp_path)).data_dir
    assert demo_settings(settings_of(folder)).data_dir == folder
    with pytest.raises(InputError, match="holds demo data: add --demo"):
        require_real(settings_of(folder))
    require_real(settings_of(tmp_path))


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "clausewise.db").write_bytes(b"")
    with pytest.raises(InputError, match="has files that are not from a demo"):
        demo_settings(settings_of(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be used for the demo"):
        demo_settings(settings_of(tmp_path / "file"))


@pytest.mark.parametrize(
    ("argv", "variables", "words"),
    [
        ((), {"CLAUSEWISE_DATABASE_URL": "sqlite:///real.db"}, "start it without CLAUSEWISE_DATABASE_URL"),
        (("--judge", "llm"), {}, "leave out --policies and --judge"),
        (("--policies", "."), {}, "leave out --policies and --judge"),
    ],
)
def test_what_the_demo_refuses(tmp_path: Path, argv: tuple[str, ...], variables: dict[str, str], words: str) -> None:
    environment = {"CLAUSEWISE_DATA_DIR": str(tmp_path), **variables}
    result = CliRunner().invoke(app, ["serve", "--demo", "--port", "1", *argv], env=environment)
    assert (result.exit_code, words in " ".join(result.stderr.split())) == (2, True), result.stderr


def test_every_example_waits_for_a_person() -> None:
    rules = read_routing_rules(QUEUES)
    assert [(sample.of, sample.share, sample.when) for sample in rules.samples] == [("decisions", 1.0, None)]
    cases = list(example_cases(10_000))
    assert len({case.id for case in cases}) == 12
    assert not any(case.media for case in cases)
    assert all(case.content_date and case.content_date <= date(2026, 12, 31) for case in cases)
