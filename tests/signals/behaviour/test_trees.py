"""Trees that were read out say what scikit-learn says, add up, and a hostile file is refused."""

import numpy as np
import pytest
from pydantic import ValidationError

from signals.behaviour.tree_fitting import LabelledRows, TreeOptions, fit_trees
from signals.behaviour.trees import LEAF, Tree, TreeModel
from signals.errors import LabelsTooFew

FEW = TreeOptions(members=2, trees=8, leaves=4, min_rows=5, feature_share=1.0)


def labelled(size: int = 400) -> LabelledRows:
    random = np.random.default_rng(3)
    rows = random.normal(size=(size, 3))
    rows[random.random(rows.shape) < 0.1] = np.nan
    risk = np.nan_to_num(rows[:, 0]) * 2
    return LabelledRows(("a", "b", "c"), rows, np.arange(size) // 2, random.random(size) < 1 / (1 + np.exp(-risk)), 7)


def test_the_effects_of_the_features_add_up_and_a_file_keeps_them() -> None:
    data = labelled()
    model = fit_trees("test", data, FEW)
    again = TreeModel.model_validate_json(model.model_dump_json())
    np.testing.assert_allclose(again.logits(data.rows), model.logits(data.rows))
    effects = model.effects(data.rows).mean(axis=0)
    assert np.abs(effects[:, 0]).mean() > 3 * np.abs(effects[:, 1]).mean()
    assert effects[:, -1].std() == pytest.approx(0)


def test_the_answers_are_calibrated_on_owners_that_were_not_seen() -> None:
    data = labelled(2_000)
    chance = 1 / (1 + np.exp(-fit_trees("test", data, FEW).logits(data.rows).mean(axis=0)))
    assert chance.mean() == pytest.approx(data.is_violation.mean(), abs=0.02)


def test_too_few_labels_are_an_error_that_says_what_to_do() -> None:
    data = labelled()
    few = LabelledRows(data.features, data.rows, data.owners, np.arange(400) < 5, 7)
    with pytest.raises(LabelsTooFew, match="have more posts reviewed"):
        fit_trees("behaviour", few, FEW)


@pytest.mark.parametrize("child", [0, 2, 5, -1])
def test_a_tree_whose_rows_would_go_in_circles_is_refused(child: int) -> None:
    with pytest.raises(ValidationError):
        Tree(
            feature=(0, LEAF),
            threshold=(0.0, 0.0),
            missing_left=(False, False),
            left=(1, 0),
            right=(child, 0),
            value=(0.0, 1.0),
        )
