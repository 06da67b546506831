from dataclasses import replace

from domain.verdict import Outcome
from eval.dataset.labelled_case import Attack
from eval.metrics.slices import attack_flips, disparities, injection_success, slices
from eval.report.figures import AttackFlips
from tests.eval.rows import row

V, N = Outcome.VIOLATION, Outcome.NO_VIOLATION


def test_disparity_between_slices_is_found() -> None:
    rows = [row(f"s{n}", N, V if n < 15 else N, tier=("small",)) for n in range(20)]
    rows += [row(f"l{n}", N, N, tier=("large",)) for n in range(20)]
    by_name = {one.name: one for one in slices(rows)["tier"]}
    small, large = by_name["small"], by_name["large"]
    assert (small.false_positive_rate, large.false_positive_rate, small.n) == (0.75, 0.0, 20)
    by_tier = disparities(rows)[0]
    assert by_tier.p is not None
    assert by_tier.p < 0.001
    assert by_tier.summary == "false positives among compliant cases: large 0/20, small 15/20"
    assert disparities(rows[20:])[0].p is None


def test_injections_are_counted_by_channel() -> None:
    attempts = [("a", 1.0, ("bio", "caption")), ("b", 0.0, ("caption",)), ("c", 0.0, ("caption",))]
    rows = [row(name, V, N, scores={"injection_succeeded": value}, channel=where) for name, value, where in attempts]
    result = injection_success([*rows, row("d", V, N, channel=("bio",))])
    assert [(one.channel, one.cases, one.success_rate) for one in result] == [("bio", 1, 1.0), ("caption", 3, 1 / 3)]


def test_flips_are_counted_by_channel_and_style() -> None:
    tried = [("ocr", "console", N), ("ocr", "console", V), ("ocr", "poem", V), ("comment", "poem", N)]
    rows = [
        replace(row(f"a{n}", V, predicted), attack=Attack(channel=channel, style=style))
        for n, (channel, style, predicted) in enumerate(tried)
    ]
    compliant = replace(row("b", N, N), attack=Attack(channel="ocr", style="poem"))
    assert attack_flips([*rows, compliant, row("c", V, N)]) == (
        AttackFlips(channel="comment", style="poem", cases=1, flips=1),
        AttackFlips(channel="ocr", style="console", cases=2, flips=1),
        AttackFlips(channel="ocr", style="poem", cases=1, flips=0),
    )
