"""The rules of credit: the bundled ones are valid, and each mistake in a file is named with its field."""

from pathlib import Path
from typing import get_args

import pytest

from agent.credit.rules import CreditRules
from agent.credit.rules_file import BUNDLED_RULES, CreditRulesInvalid, read_credit_rules, rules_digest
from domain.credit import CreditReason

TEXT = BUNDLED_RULES.read_text(encoding="utf-8")


def write(folder: Path, old: str, new: str) -> Path:
    assert TEXT.count(old) >= 1
    path = folder / "rules.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


def test_bundled_rules_are_valid_and_their_digest_leaves_comments_out(tmp_path: Path) -> None:
    rules = read_credit_rules()
    assert rules.version == "1"
    assert rules_digest(read_credit_rules(write(tmp_path, "# The rules", "# Our rules"))) == rules_digest(rules)
    changed = read_credit_rules(write(tmp_path, "points = 1", "points = 2"))
    assert rules_digest(changed) != rules_digest(rules)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "hold_days = 14",
            "hold_day = 14",
            '(did you mean "compliant_post.hold_days"?)',
        ),
        ("[caps]", "[cap]", 'there is no field "cap": write version, compliant_post'),
        ("points = 1", "points = 0", "compliant_post.points: Input should be greater than 0"),
        ("points = 1", 'points = "many"', "compliant_post.points: Input should be a valid integer"),
        ("low = 3", "low = 30", "write low <= medium <= high <= critical"),
        ("needed = 7", "needed = 9", "needed is 9, more than the 8 questions"),
        ("low = 3", "low = 1", "a corrected violation would earn what it took"),
        ('version = "1"', "", "version: it is missing"),
        ("from_points = 60", "from_points = 10", "reliable needs more points than trusted"),
        ("from_points = 20", "", "each one after the first needs from_points above 0"),
        ("appeal_hours = 24, ", "", "tiers: reliable gives less than trusted: a tier only gives"),
        ('name = "reliable"', 'name = "trusted"', "two have the same name"),
        ('name = "standard"', 'name = "standard"\nbenefits = {appeal_hours = 1}', "the first one is every account's"),
        ("[caps]", "[caps", "invalid TOML"),
    ],
)
def test_mistake_is_named_with_its_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CreditRulesInvalid) as raised:
        read_credit_rules(write(tmp_path, old, new))
    assert message in str(raised.value)
    assert str(raised.value).startswith(f"{tmp_path}/rules.toml: ")


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CreditRulesInvalid, match=r"none\.toml: it cannot be read .*name a file that can be read"):
        read_credit_rules(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"version = '\xff'")
    with pytest.raises(CreditRulesInvalid, match="save it as UTF-8"):
        read_credit_rules(tmp_path / "latin.toml")


def test_every_reason_that_earns_has_a_cap_and_an_expiry() -> None:
    rules = read_credit_rules()
    for reason in (CreditReason.COMPLIANT_POST, CreditReason.SALES, CreditReason.TRAINING, CreditReason.CORRECTION):
        assert rules.caps.of(reason) > 0
        assert rules.expires_after(reason) > 0


def test_no_rule_reads_an_amount_of_money() -> None:
    """Neither by its name, nor as a number with a fraction, which only shares are."""
    fractions = set()
    for table in CreditRules.model_fields.values():
        for name, field in getattr(table.annotation, "model_fields", {}).items():
            assert not {"amount", "gmv", "price", "revenue", "money"} & {*name.split("_")}
            if field.annotation is float or float in get_args(field.annotation):
                fractions.add(name)
    assert fractions == {"max_returned"}
