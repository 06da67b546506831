"""A file of measures that cannot be used says what to write."""

from pathlib import Path

import pytest

from agent.statements.measures import MeasuresInvalid, read_measures
from domain.ladder import EnforcementAction


def test_bundled_measures_restrict_from_the_limit_of_features_on() -> None:
    own = {action: read_measures().of(action)[1] for action in EnforcementAction}
    restricting = [action for action, one in own.items() if one.provision or one.monetary or one.account]
    assert restricting == [action for action in EnforcementAction if action >= EnforcementAction.FEATURE_LIMIT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[suspension]\naccount = 'GONE'", "DECISION_ACCOUNT_SUSPENDED"),
        ("[ban]\naccount = 'x'", "ban"),
        ("[violation]\nvisibility = ['DECISION_VISIBILITY_OTHER']", "visibility_other"),
        ("[violation", "TOML"),
    ],
)
def test_invalid_measures_say_what_to_write(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "measures.toml"
    path.write_text(text)
    with pytest.raises(MeasuresInvalid, match=words):
        read_measures(path)
    with pytest.raises(MeasuresInvalid, match="no such file"):
        read_measures(tmp_path / "other.toml")
