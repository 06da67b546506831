"""Settings come from the environment; what cannot be used is named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.messages.release import Release
from agent.renamed_settings import RENAMED, RENAMED_VALUES, variable
from agent.settings import Settings, SettingsError, read_settings, setting_paths
from agent.verdict.thresholds import Thresholds
from domain.clause import Severity
from policies.corpus_path import BUNDLED_CORPUS

KUBERNETES = (
    "CLAUSEWISE_SERVICE_HOST",
    "CLAUSEWISE_SERVICE_PORT",
    "CLAUSEWISE_PORT",
    "CLAUSEWISE_PORT_8000_TCP",
    "CLAUSEWISE_PORT_8000_TCP_ADDR",
    "CLAUSEWISE_PORT_8000_TCP_PORT",
    "CLAUSEWISE_PORT_8000_TCP_PROTO",
)


def test_defaults_need_nothing_from_outside() -> None:
    settings = Settings()
    assert (settings.policies, settings.embedder, settings.signals_url) == (BUNDLED_CORPUS, "minilm", None)
    assert (settings.database_url, settings.precedents, settings.thresholds) == (None, None, Thresholds())


def test_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAUSEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CLAUSEWISE_MAX_CANDIDATE_RULES", "5")
    monkeypatch.setenv("CLAUSEWISE_THRESHOLDS__VIOLATION", "0.3")
    monkeypatch.setenv("CLAUSEWISE_SIGNALS_TOKEN", "hush-hush")
    settings = read_settings(max_candidate_rules=None, embedder="other")
    assert (settings.data_dir, settings.max_candidate_rules, settings.embedder) == (tmp_path, 5, "other")
    assert settings.thresholds == Thresholds(violation=0.3)
    assert "hush-hush" not in repr(settings)
    assert read_settings(max_candidate_rules=7).max_candidate_rules == 7


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAX_CANDIDATE_RULES", "0", "CLAUSEWISE_MAX_CANDIDATE_RULES: Input should be greater than 0"),
        ("SIGNALS_TIMEOUT_SECONDS", "soon", "CLAUSEWISE_SIGNALS_TIMEOUT_SECONDS: Input should be a valid number"),
        ("THRESHOLDS__MARGIN", "0.7", "CLAUSEWISE_THRESHOLDS__MARGIN: Input should be less than 0.5"),
        (
            "THRESHOLDS__MARGINS",
            "0.1",
            "CLAUSEWISE_THRESHOLDS__MARGINS is not a setting: .* CLAUSEWISE_THRESHOLDS__MARGIN",
        ),
        ("SERVICE__QUUX", "1", "CLAUSEWISE_SERVICE__QUUX is not a setting$"),
        ("THRESHOLDS", "wide", "set it as JSON, or set each of its parts by its own variable"),
        ("LLM_CHAT_MODEL", "m", "LLM_CHAT_MODEL is not a setting: did you mean CLAUSEWISE_LLM__CHAT_MODEL?"),
        ("DATA_DIRECTORY", "d", "DATA_DIRECTORY is not a setting: did you mean CLAUSEWISE_DATA_DIR?"),
    ],
)
def test_unusable_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(f"CLAUSEWISE_{name}", value)
    with pytest.raises(SettingsError, match=message):
        read_settings()


@pytest.mark.parametrize("name", [*KUBERNETES, "CLAUSEWISE_DATASETS"])
def test_variables_of_others_are_ignored(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "tcp://10.0.0.1:8000")
    assert read_settings() == Settings()


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_renamed_setting_is_refused_with_its_new_name(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    assert new in setting_paths(Settings)
    monkeypatch.setenv(variable(old), "1")
    with pytest.raises(SettingsError, match=f"^{variable(old)} was renamed: set {variable(new)}$"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CLAUSEWISE_MESSAGES", '{"most": 3}', "MESSAGES__MOST was renamed: set CLAUSEWISE_MESSAGES__MAX_PER_WINDOW"),
        ("CLAUSEWISE_LLM", '{"budget": {"calls": 3}}', "set CLAUSEWISE_LLM__BUDGET__MAX_REQUESTS"),
        ("CLAUSEWISE_LLM__BUDGET", '{"calls": 3}', "set CLAUSEWISE_LLM__BUDGET__MAX_REQUESTS"),
        ("CLAUSEWISE_LLM__QUESTIONS", "together", "LLM__QUESTIONS: together was renamed to all_clauses"),
        ("CLAUSEWISE_LLM", '{"questions": "apart"}', "LLM__QUESTIONS: apart was renamed to per_clause"),
        ("clausewise_candidates", "3", "set CLAUSEWISE_MAX_CANDIDATE_RULES"),
    ],
)
def test_renamed_setting_is_refused_in_every_form(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message):
        read_settings()


def test_every_renamed_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_SERVICE__RATE", "1")
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__MOST", "1")
    with pytest.raises(SettingsError) as raised:
        read_settings()
    assert len(str(raised.value).splitlines()) == 2


def test_renamed_values_are_values_of_their_setting() -> None:
    questions = type(Settings().llm.questions)
    assert set(RENAMED_VALUES["llm.questions"].values()) == {mode.value for mode in questions}


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().max_candidate_rules = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "setting", "expected"),
    [
        ("DATA_DIR", "~/cw", "data_dir", Path("/homes/ana/cw")),
        ("DATA_DIR", ' "~/cw" ', "data_dir", Path("/homes/ana/cw")),
        ("POLICIES", "~/pol", "policies", Path("/homes/ana/pol")),
        ("PRECEDENTS", "~/p.jsonl", "precedents", Path("/homes/ana/p.jsonl")),
        ("SIGNALS_FILE", "~", "signals_file", Path("/homes/ana")),
        ("EMBEDDER", "~/model", "embedder", "/homes/ana/model"),
        ("DATABASE_URL", " sqlite:///~/c.db\n", "database_url", "sqlite:////homes/ana/c.db"),
        ("DATABASE_URL", "sqlite:////var/~/c.db", "database_url", "sqlite:////var/~/c.db"),
        ("MAX_CONTENT_CHARS", "' 12 '", "max_content_chars", 12),
        ("EMBEDDER", "", "embedder", "minilm"),
        ("POLICIES", "  ", "policies", BUNDLED_CORPUS),
    ],
)
def test_value_is_cleaned(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, setting: str, expected: object
) -> None:
    monkeypatch.setenv("HOME", "/homes/ana")
    monkeypatch.setenv(f"CLAUSEWISE_{name}", value)
    assert getattr(read_settings(), setting) == expected


def test_nested_values_are_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_LLM__CHAT_MODEL", ' "large" ')
    monkeypatch.setenv("CLAUSEWISE_LLM__DECISIONS_MODEL", " ")
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__HOLD_FROM_SEVERITY", "")
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__TRUSTED_HOSTS", """'["a.example"]'""")
    settings = read_settings()
    assert (settings.llm.chat_model, settings.llm.decisions_model) == ("large", None)
    assert settings.messages.release == Release(Severity.HIGH, "never")
    assert settings.messages.trusted_hosts == {"a.example"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("MESSAGES__TRUSTED_HOSTS", r'CLAUSEWISE_MESSAGES__TRUSTED_HOSTS is not JSON: write a list such as \["one"'),
        ("MESSAGES__WEBHOOK_SECRETS", "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS is not JSON: write a list"),
        ("SERVICE__CORS_ORIGINS", "CLAUSEWISE_SERVICE__CORS_ORIGINS is not JSON: write a list"),
        ("LLM", "CLAUSEWISE_LLM is not JSON: set it as JSON, or set each of its parts by its own variable"),
    ],
)
def test_setting_that_is_not_json_is_named(monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.setenv(f"CLAUSEWISE_{name}", "hidden.example")
    with pytest.raises(SettingsError, match=message) as raised:
        read_settings()
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize("host", ["http://a.example", "a.example:8080", "10.0.0.0/8", "*.example", "[::1]", "", "a b"])
def test_trusted_host_that_no_address_can_have_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__TRUSTED_HOSTS", f'["b.example", "{host}"]')
    with pytest.raises(SettingsError, match=r"TRUSTED_HOSTS: .* is no host: write its name or address alone"):
        read_settings()


@pytest.mark.parametrize("host", ["a.example", "localhost.", "10.0.0.1", "::1", "bücher.example", "my_service"])
def test_name_and_address_of_a_trusted_host_are_taken(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("CLAUSEWISE_MESSAGES__TRUSTED_HOSTS", f'["{host}"]')
    assert read_settings().messages.trusted_hosts == {host}


def test_path_of_a_command_knows_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/homes/ana")
    assert read_settings(policies=Path("~/pol")).policies == Path("/homes/ana/pol")


@pytest.mark.parametrize("name", ["DATA_DIR", "POLICIES", "PRECEDENTS", "SIGNALS_FILE", "EMBEDDER"])
def test_home_of_nobody_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"CLAUSEWISE_{name}", "~nobody-here/cw")
    with pytest.raises(SettingsError, match=f"CLAUSEWISE_{name}: ~nobody-here has no home folder: write the whole"):
        read_settings()


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "CLAUSEWISE_LLM__BASE_URL"])
def test_unusable_url_of_the_model_server_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://host/v1?key=1")
    with pytest.raises(SettingsError, match=r"^CLAUSEWISE_LLM__BASE_URL: ends in a query .* or OPENAI_BASE_URL, to a"):
        read_settings()


def test_quotes_of_an_env_file_are_no_part_of_a_key_or_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", '"sk-1"')
    monkeypatch.setenv("OPENAI_BASE_URL", "'http://127.0.0.1:9/v1'")
    options = read_settings().llm
    assert (options.key, options.base_url) == ("sk-1", "http://127.0.0.1:9/v1")
