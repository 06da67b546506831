from eval.metrics.inter_annotator import krippendorff_alpha


def by_labeller(table: list[list[str]]) -> list[dict[str, str]]:
    return [{f"p{n}": outcome for n, outcome in enumerate(case)} for case in table]


def test_alpha_of_labellers() -> None:
    agreed = [["violation", "violation"], ["no_violation", "no_violation"]]
    assert krippendorff_alpha(by_labeller(agreed)) == 1.0
    opposed = krippendorff_alpha(by_labeller([["violation", "no_violation"], ["no_violation", "violation"]] * 5))
    assert opposed is not None
    assert opposed < 0


def test_alpha_is_undefined_without_two_labellers_who_differ() -> None:
    assert krippendorff_alpha(by_labeller([["violation"], ["no_violation"]])) is None
    assert krippendorff_alpha(by_labeller([["violation", "violation"]] * 3)) is None
    assert krippendorff_alpha([]) is None
