"""The parts of the two scores. Neither reads views, likes, follows, orders or what was paid: fame earns nothing."""

from dataclasses import dataclass

from signals.quality.measure import CODES, MeasureName
from signals.quality.score.training import PartRule

CONTENT, RECORD = "content_quality", "record"


@dataclass(frozen=True)
class PartWords:
    """`label`: of the value, for a moderator. `advice`: what raises the score."""

    code: str
    label: str
    advice: str


CONTENT_RULES = tuple(
    PartRule(name.value, -1 if name in (MeasureName.SHARPNESS, MeasureName.EXPOSURE) else 1) for name in MeasureName
)
VIOLATIONS, REFUNDS = "violation_share", "refund_share"
RECORD_RULES = (PartRule(VIOLATIONS, 1), PartRule(REFUNDS, 1, has_spread=False))
WORDS = {
    **{
        name.value: PartWords(CODES[name], label, advice)
        for name, label, advice in (
            (MeasureName.STILL_SHARE, "time in videos without movement", "show people or products in motion"),
            (MeasureName.SILENCE_SHARE, "time in videos without sound", "speak, or let the product be heard"),
            (MeasureName.TEXT_ONLY, "pictures with nothing but text", "show the product beside the words"),
            (MeasureName.SHARPNESS, "sharpness", "clean the lens, hold the camera still, film in good light"),
            (MeasureName.EXPOSURE, "exposure", "film in brighter and even light"),
            (MeasureName.BANNER_SHARE, "picture under banners", "leave the picture free of bars and banners"),
            (MeasureName.OWN_REPETITION, "own captions used again", "write a caption for each post"),
            (MeasureName.COPY_OF_OTHER, "content that another creator posted before", "post own recordings"),
        )
    },
    VIOLATIONS: PartWords("VIOLATIONS", "violations among decided posts", "post for some weeks without a violation"),
    REFUNDS: PartWords("REFUNDS", "orders that were paid back", "describe products as they are"),
}
