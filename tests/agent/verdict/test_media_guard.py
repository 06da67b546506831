from agent.verdict.media_guard import with_media_gaps
from domain.case import Case
from domain.media import Media
from domain.verdict import Outcome, ReviewCode, Verdict


def case(*media: Media) -> Case:
    return Case(id="c", media=media)


def verdict(outcome: Outcome) -> Verdict:
    return Verdict(outcome=outcome, probability=0.1, confidence=None, summary="as it was")


UNREAD = Media(id="photo-1", problem="the link has expired")
READ = Media(id="photo-2", sha256="0" * 64)


def test_pass_of_a_case_with_an_unread_file_needs_review() -> None:
    settled = with_media_gaps(verdict(Outcome.NO_VIOLATION), case(READ, UNREAD))
    assert settled.outcome is Outcome.NEEDS_REVIEW
    assert settled.summary == "Human review required: photo-1 was not read: the link has expired."
    assert [reason.code for reason in settled.review_reasons] == [ReviewCode.MEDIA_UNREAD]


def test_violation_stands_and_names_the_file() -> None:
    settled = with_media_gaps(verdict(Outcome.VIOLATION), case(UNREAD))
    assert (settled.outcome, settled.summary) == (Outcome.VIOLATION, "as it was")
    assert settled.review_reasons[0].text == "photo-1 was not read: the link has expired."


def test_case_whose_files_were_read_is_settled_as_before() -> None:
    before = verdict(Outcome.NO_VIOLATION)
    assert with_media_gaps(before, case(READ)) is before


def test_many_unread_files_are_counted() -> None:
    media = (Media(id=f"m{number}", problem="it is gone\nand away") for number in range(9))
    reasons = with_media_gaps(verdict(Outcome.NO_VIOLATION), case(*media)).review_reasons
    assert [reason.text for reason in reasons[-1:]] == ["4 more files were not read."]
    assert len(reasons) == 6
    assert "\n" not in reasons[0].text
