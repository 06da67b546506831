import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.signals import (
    AppealOutcome,
    CreatorSignals,
    PastViolation,
    QualityScore,
    SignalCondition,
    SignalReading,
    Standing,
)
from signals.errors import SignalsFileError
from signals.sources.base import SignalSource
from signals.sources.file_source import SAMPLE_CREATORS, load_creators


def test_sample_creator_is_read_completely() -> None:
    source: SignalSource = load_creators()
    assert source.read("cr_tomas") == SignalReading(
        condition=SignalCondition.KNOWN,
        source="file",
        signals=CreatorSignals(
            creator_id="cr_tomas",
            quality=QualityScore(score=71, parts={"accuracy": 66, "originality": 78, "audience_trust": 69}),
            violations=(PastViolation(id="v_3101", clause_id="DSC-1.1", date=date(2026, 9, 4), points=2),),
            account_age_days=610,
            strikes=0,
            standing=Standing.GOOD,
            tier="silver",
            locale="en-US",
        ),
    )


def test_creator_that_is_not_in_the_file_is_unknown() -> None:
    assert load_creators().read("cr_nobody") == SignalReading(
        condition=SignalCondition.UNKNOWN_CREATOR,
        source="file",
        detail="the file of creators does not contain this one",
    )


def test_samples_have_every_standing_and_appeal_outcome() -> None:
    creators = load_creators().creators.values()
    violations = [violation for creator in creators for violation in creator.violations]
    assert len(creators) == 13
    assert len({violation.id for violation in violations}) == len(violations)
    assert {violation.appeal for violation in violations} == set(AppealOutcome)
    assert {creator.standing for creator in creators} == set(Standing)
    assert all(date(2026, 5, 1) <= violation.date <= date(2026, 11, 30) for violation in violations)


def test_json_and_yaml_files_are_equivalent(tmp_path: Path) -> None:
    creators = load_creators().creators
    path = tmp_path / "creators.json"
    content = {"creators": [creator.model_dump(mode="json") for creator in creators.values()]}
    path.write_text(json.dumps(content, indent="\t"), encoding="utf-8")
    assert load_creators(path).creators == creators


FORMAT = f"{SAMPLE_CREATORS.name}, bundled with the source code, shows the format"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"the file: Input should be a valid dictionary or instance of CreatorsFile (1 in all); {FORMAT}"),
        ("creators: [{violations: []}]", f"creators.0.creator_id: Field required (1 in all); {FORMAT}"),
        (
            "creators: [{creator_id: a, violations: [], strikes: -1, tear: 2}]",
            f"creators.0.strikes: Input should be greater than or equal to 0 (2 in all); {FORMAT}",
        ),
        ("creators: [{creator_id: a}]", "a has no `violations`: write `[]` if there are none"),
        (
            "creators: [{creator_id: a, violations: []}, {creator_id: a, violations: []}]",
            "a has two entries: remove one of them",
        ),
    ],
)
def test_invalid_file_is_refused_with_the_location(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "creators.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignalsFileError) as caught:
        load_creators(path)
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.yaml", b"creators: [", "is not well-formed, correct it: while parsing a flow node"),
        ("broken.json", b'{"creators": ', "is not well-formed, correct it: Expecting value: line 1 column 14"),
        ("day.yaml", b"creators: [{date: 2026-13-01}]", "is not well-formed, correct it: month must be in 1..12"),
        ("deep.yaml", b"[" * 600, "is not well-formed, correct it: maximum recursion depth exceeded"),
        ("deep.json", b"[" * 50_000, "is not well-formed, correct it: maximum recursion depth exceeded"),
        ("latin.yaml", b"creators: \xe9", "not UTF-8 at byte 10, perhaps Latin-1 or Windows-1252; save it as UTF-8"),
    ],
)
def test_malformed_file_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SignalsFileError) as caught:
        load_creators(path)
    assert str(caught.value).startswith(f"{path}: {message}")


ANY_CONTENT = (
    st.binary() | st.text().map(str.encode) | st.text("creators:[]{}-_id \n\"'&*!|>2026", max_size=40).map(str.encode)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=ANY_CONTENT, suffix=st.sampled_from([".yaml", ".json"]))
def test_any_content_is_read_or_refused_with_our_error(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = (tmp_path / "creators").with_suffix(suffix)
    path.write_bytes(content)
    with pytest.raises(SignalsFileError):
        load_creators(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    with pytest.raises(SignalsFileError) as caught:
        load_creators(path)
    assert (
        str(caught.value) == f"{path}: cannot be read (No such file or directory): check the path and its permissions"
    )


def test_number_in_base_60_is_no_number(tmp_path: Path) -> None:
    """YAML would read 1:30 as 90, and takes minutes for a long one."""
    path = tmp_path / "creators.yaml"
    path.write_text(f"creators:\n- creator_id: one\n  violations: []\n  strikes: {'1:' * 20_000}1\n")
    with pytest.raises(SignalsFileError, match=r"creators\.0\.strikes"):
        load_creators(path)
