"""The invented ecosystem: equal for equal options, consistent, and with what its truth says."""

import json
from pathlib import Path

import numpy as np
import pytest

from domain.errors import InputError
from tests.warehouse.warehouses import DAY
from warehouse.engines.base import Columns, row_count, select
from warehouse.sample.caption_writer import CHOICES, PARTS, read_words
from warehouse.sample.ecosystem import Ecosystem, build_ecosystem
from warehouse.sample.markets import LANGUAGES
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import CATEGORIES
from warehouse.sample.writing import write_ecosystem
from warehouse.tables.registry import EVENT_TABLES


def of(columns: Columns, creator: str) -> Columns:
    return select(columns, columns["creator_id"] == creator)


def test_equal_options_give_equal_samples(ecosystem: Ecosystem) -> None:
    again = build_ecosystem(SampleOptions(creators=200, days=42, seed=3))
    assert again.truth == ecosystem.truth
    for name, columns in ecosystem.tables.items():
        for column, values in columns.items():
            assert values.tolist() == again.tables[name][column].tolist() or np.array_equal(
                values.astype(float), again.tables[name][column].astype(float), equal_nan=True
            )
    assert build_ecosystem(SampleOptions(creators=200, days=42, seed=4)).truth != ecosystem.truth


def test_every_table_is_there_with_its_columns_and_keys(ecosystem: Ecosystem) -> None:
    assert [*ecosystem.tables] == [*EVENT_TABLES]
    for name, columns in ecosystem.tables.items():
        table = EVENT_TABLES[name]
        assert [*columns] == [column.name for column in table.columns]
        keys = {*zip(*(columns[key].tolist() for key in table.key), strict=True)}
        assert len(keys) == row_count(columns) > 0


def test_events_are_in_the_period_and_in_order(ecosystem: Ecosystem) -> None:
    options = SampleOptions(creators=200, days=42, seed=3)
    for name, columns in ecosystem.tables.items():
        if "at" in columns:
            assert columns["at"].min() >= options.start
            assert columns["at"].max() < options.end
            assert (np.diff(columns["at"]) >= 0).all(), name


def test_nobody_acts_before_joining(ecosystem: Ecosystem) -> None:
    creators = ecosystem.tables["creators"]
    joined = dict(zip(creators["creator_id"].tolist(), creators["joined_at"].tolist(), strict=True))
    for name in ("posts", "devices", "payouts"):
        columns = ecosystem.tables[name]
        assert all(at >= joined[who] for who, at in zip(columns["creator_id"], columns["at"], strict=True)), name


def test_rings_like_their_targets(ecosystem: Ecosystem) -> None:
    reactions = ecosystem.tables["reactions"]
    liked = {*zip(reactions["actor"].tolist(), reactions["post_id"].tolist(), strict=True)}
    for ring in ecosystem.truth["rings"]:
        pairs = [(member, target) for member in ring["members"] for target in ring["targets"]]
        share = sum(pair in liked for pair in pairs) / len(pairs)
        assert ring["participation"] * 0.5 < share < ring["participation"] + 0.2


def test_pirates_copy_posts_of_others(ecosystem: Ecosystem) -> None:
    posts, copies = ecosystem.tables["posts"], ecosystem.tables["copies"]
    author = dict(zip(posts["post_id"].tolist(), posts["creator_id"].tolist(), strict=True))
    at = dict(zip(posts["post_id"].tolist(), posts["at"].tolist(), strict=True))
    found = {*zip(copies["post_id"].tolist(), copies["of_post_id"].tolist(), strict=True)}
    for pirate, copied in ecosystem.truth["pirates"].items():
        assert len(copied) > 3
        for copy, original in copied.items():
            assert (copy, original) in found
            if copy in author and original in author:  # an outage may have lost one of the two
                assert author[copy] == pirate != author[original]
                assert at[copy] > at[original]


def test_traded_accounts_change_in_every_respect(ecosystem: Ecosystem) -> None:
    for creator, at in ecosystem.truth["traded"].items():
        for table, column in (("devices", "device"), ("payouts", "payout"), ("posts", "language")):
            rows = of(ecosystem.tables[table], creator)
            before, after = ({*rows[column][(rows["at"] >= at) == later].tolist()} for later in (False, True))
            assert before.isdisjoint(after), (creator, table)


def test_matrix_accounts_share_devices(ecosystem: Ecosystem) -> None:
    devices = ecosystem.tables["devices"]
    for members in ecosystem.truth["matrix_accounts"]:
        used = [{*of(devices, member)["device"].tolist()} for member in members]
        assert set.intersection(*used) or len(members) > sum(map(bool, used))


def test_low_effort_sellers_repeat_their_captions(ecosystem: Ecosystem) -> None:
    for creator in ecosystem.truth["low_effort"]:
        captions = of(ecosystem.tables["posts"], creator)["caption"].tolist()
        assert len({*captions}) < 0.6 * len(captions)


def test_outage_and_change_of_policy(ecosystem: Ecosystem) -> None:
    outage, change = ecosystem.truth["outage"], ecosystem.truth["policy_change"]
    posts, decisions = ecosystem.tables["posts"], ecosystem.tables["decisions"]
    in_market = posts["at"][posts["market"] == outage["market"]] // DAY
    days, counts = np.unique(in_market, return_counts=True)
    assert outage["day"] not in days
    assert counts.mean() > 1
    violations = select(decisions, decisions["clause_id"] != np.array(None))
    of_clause = violations["clause_id"] == change["clause_id"]
    later = violations["at"] >= change["day"] * DAY
    assert of_clause[later].mean() > of_clause[~later].mean()


def test_honest_groups_are_apart_from_the_others(ecosystem: Ecosystem) -> None:
    truth = ecosystem.truth
    honest = [name for group in (*truth["honest"]["agencies"], *truth["honest"]["households"]) for name in group]
    honest += truth["honest"]["newcomers"]
    others = [name for ring in truth["rings"] for name in ring["members"]]
    others += [*truth["pirates"], *truth["traded"], *truth["low_effort"]]
    assert {*honest}.isdisjoint(others)
    assert len({*honest, *others}) == len(honest) + len(others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_language_are_complete(language: str) -> None:
    words = read_words(language)
    lists = [words[name] for name in (*PARTS, "persons", "places", "moments")]
    assert [len({*found}) for found in lists] == [CHOICES] * len(lists)
    assert {name: len({*nouns}) for name, nouns in words["products"].items()} == dict.fromkeys(CATEGORIES, 4)
    assert all("{product}" in sentence for sentence in words["openings"])


@pytest.mark.parametrize(("creators", "days"), [(199, 90), (200, 41), (-1, 90)])
def test_sample_that_is_too_small(creators: int, days: int) -> None:
    with pytest.raises(InputError, match="the sample needs at least"):
        SampleOptions(creators, days)


def test_truth_stands_beside_the_tables(tmp_path: Path, ecosystem: Ecosystem) -> None:
    write_ecosystem(ecosystem, tmp_path, parquet=True)
    assert json.loads((tmp_path / "truth.json").read_text()) == ecosystem.truth
