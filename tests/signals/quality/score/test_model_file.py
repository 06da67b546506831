"""A file of a model is data: what is not one is refused with what to do."""

from pathlib import Path

import pytest

from signals.errors import ModelFileInvalid
from signals.quality.score.model_file import read_model, write_model
from signals.quality.score.part import AdditiveModel, Part, Usual

PART = Part(name="still_share", edges=(0.5,), curves=((0.0, 1.0),), usual={"": Usual(mean=0.4, shares=(0.7, 0.3))})
MODEL = AdditiveModel(kind="content_quality", day=1, labels=50, positive=20, intercepts=(0.1,), parts=(PART,))


def test_a_written_model_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "model.json"
    write_model(path, MODEL)
    assert read_model(path, AdditiveModel) == MODEL
    assert [one.name for one in path.parent.iterdir()] == ["model.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 1}',
        MODEL.model_dump_json().replace("[0.5]", "[NaN]"),
        MODEL.model_dump_json().replace("[0.5]", "[0.5,0.2]"),
        MODEL.model_dump_json().replace("[0.0,1.0]", "[0.0]"),
        MODEL.model_dump_json().replace('"":', '"US":'),
        "\0" * 20,
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(ModelFileInvalid, match="fit it again"):
        read_model(path, AdditiveModel)


def test_a_model_that_was_never_fitted_says_how(tmp_path: Path) -> None:
    with pytest.raises(ModelFileInvalid, match="clausewise creators fit"):
        read_model(tmp_path / "model.json", AdditiveModel)
    with pytest.raises(ModelFileInvalid, match="cannot be read"):
        read_model(tmp_path, AdditiveModel)
