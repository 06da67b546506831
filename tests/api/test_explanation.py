"""Markdown explanations: quotations and lists stay apart, and nothing of the content becomes markup or a link."""

import pytest
from markdown_it import MarkdownIt

from api.explanation import ModeratorExplanation, creator_markdown, escape_markdown, moderator_markdown
from domain.consequence import Consequence, ConsequenceStatus
from domain.education import EducationMessage
from domain.finding import ContentQuote, ShortlistedClause, SimilarExample
from domain.verdict import Outcome

LETTER = EducationMessage(
    locale="en",
    subject="Your post and our rule “Prices”",
    body="""Hello,

You said:
> “was 90, now 20”

The rule says:
> Do not show
> - an invented price
> - an old price

What happens next: nothing yet.""",
    steps=("Take the old price out.", "Post again."),
    appeal="Reply to this message.\nIt helps to send:\n- the receipt\n- a picture",
)
PAGE = """<h1>Your post and our rule “Prices”</h1>
<p>Hello,</p>
<p>You said:</p>
<blockquote>
<p>“was 90, now 20”</p>
</blockquote>
<p>The rule says:</p>
<blockquote>
<p>Do not show</p>
<ul>
<li>an invented price</li>
<li>an old price</li>
</ul>
</blockquote>
<p>What happens next: nothing yet.</p>
<ol>
<li>Take the old price out.</li>
<li>Post again.</li>
</ol>
<p>Reply to this message.</p>
<p>It helps to send:</p>
<ul>
<li>the receipt</li>
<li>a picture</li>
</ul>
"""


def test_letter_keeps_its_quotations_and_lists_apart() -> None:
    assert MarkdownIt("gfm-like").render(creator_markdown(LETTER)) == PAGE


@pytest.mark.parametrize(
    "text",
    [
        "see https://evil.example/login now",
        "see www.evil.com now",
        "see seller-help.com now",
        "write to jo@mail.com now",
        "see [x](javascript:alert) now",
        "see ![x](https://evil.example/x.png) now",
        "see <https://evil.example> now",
        "# not a heading",
        "- not a list",
        "1) not a list",
    ],
)
def test_content_becomes_no_markup_and_no_link(text: str) -> None:
    page = MarkdownIt("gfm-like").render(escape_markdown(text))
    assert page == f"<p>{text}</p>\n".replace("<https", "&lt;https").replace("example>", "example&gt;")


def test_moderator_reads_what_speaks_for_each_shortlisted_rule() -> None:
    listed = ShortlistedClause(
        clause_id="A-1",
        title="Own bids",
        probability=0.4,
        similarity=0.51,
        quote=ContentQuote(item_id="post", start=0, end=12, text="my *own*\nlot"),
        shared_words=("bids", "lot"),
        violating_example=SimilarExample(text="I bid on my lot", similarity=0.7),
    )
    unlearned = listed.model_copy(
        update={"clause_id": "B-1", "probability": None, "shared_words": (), "violating_example": None}
    )
    explanation = ModeratorExplanation(
        decision_id="dec_1",
        outcome=Outcome.NEEDS_REVIEW,
        summary="Human review required.",
        findings=(),
        reasons_for=(),
        reasons_against=(),
        would_change=(),
        review_reasons=(),
        shortlist=(listed, unlearned),
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="Nothing is due."),
        reviews=(),
    )
    assert moderator_markdown(explanation).split("## The likeliest rules\n\n")[1].splitlines()[:6] == [
        "1. A-1 Own bids, probability 0.40",
        r"   - “my \*own\* lot” in post, similarity to the rule 0.51",
        "   - shared words: bids, lot",
        "   - nearest violating example: “I bid on my lot” (similarity 0.70)",
        "2. B-1 Own bids",
        r"   - “my \*own\* lot” in post, similarity to the rule 0.51",
    ]
