"""Brings the probabilities of judges with different thresholds to the threshold one half."""

from dataclasses import replace

from agent.judges.base import JudgeOutput
from domain.finding import DraftFinding


def at_one_half(output: JudgeOutput) -> JudgeOutput:
    findings = tuple(rescaled(finding, output.threshold) for finding in output.findings)
    return replace(output, findings=findings, threshold=0.5)


def rescaled(finding: DraftFinding, threshold: float) -> DraftFinding:
    """Maps the threshold to 0.5, linearly on either side."""
    if threshold == 0.5:
        return finding
    p = finding.probability
    scaled = p / threshold / 2 if p < threshold else 1 - (1 - p) / (1 - threshold) / 2
    return finding.model_copy(update={"probability": scaled})
