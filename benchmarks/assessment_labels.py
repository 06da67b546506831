"""Writes the labelled assessments of eval/datasets/assessments again, from the truth of the sample they are about.

python -m benchmarks.assessment_labels
"""

from datetime import date

from eval.assessments.labels import BUNDLED, SampleHead
from eval.assessments.truth_labels import label_sample

HEAD = SampleHead(
    creators=2_000,
    days=90,
    seed=7,
    fit_on=date(2026, 8, 1),
    note="Invented. The labels follow from the truth of the sample by the rule in README.md.",
)


if __name__ == "__main__":
    BUNDLED.write_text(label_sample(HEAD).text, encoding="utf-8")
