"""A violation stays one in disguise, in subtitles and on broken lines; nothing and next to nothing is not judged."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clausewise import app

PLAIN = "This tea cured my diabetes in two weeks"
CIRCLED = "".join(chr(0x24D0 + ord(c) - ord("a")) if c.isalpha() else c for c in PLAIN.lower())
FULLWIDTH = "".join(chr(ord(c) + 0xFEE0) if c != " " else c for c in PLAIN)
FILLER = (
    "okay so hi everybody welcome back to the channel today we are going to unpack the new box that came in this "
    "morning and i am really excited because the colors are so nice and i want to show you how the fabric feels "
)
READ = {
    "entities": "This tea c&#117;red my di&#97;betes in two weeks",
    "circled": CIRCLED,
    "override": f"\u202e{PLAIN[::-1]}\u202c",
    "zero width": "This tea cu\u200bred my dia\u200bbetes in two weeks",
    "fullwidth": FULLWIDTH,
    "base64": base64.b64encode(PLAIN.encode()).decode(),
    "spelled": "This tea c u r e d my d.i.a.b.e.t.e.s in two weeks",
    "subtitles": "1\n00:00:01,000 --> 00:00:03,000\nThis tea cured\n\n2\n"
    "00:00:03,000 --> 00:00:05,000\nmy diabetes in two weeks",
    "broken lines": "Hi all!\r\nThis tea cured my\r\ndiabetes in two weeks\r\n\r\nBye",
    "small capitals": "ᴛʜɪꜱ ᴛᴇᴀ ᴄᴜʀᴇᴅ ᴍʏ ᴅɪᴀʙᴇᴛᴇꜱ ɪɴ ᴛᴡᴏ ᴡᴇᴇᴋꜱ",
    "squared": "this tea 🅒🅤🅡🅔🅓 my 🅳🅸🅰🅱🅴🆃🅴🆂 in two weeks",
    "struck through": "".join(f"{c}\u0336" for c in PLAIN),
    "words on lines": PLAIN.replace(" ", "\n"),
    "pictograms": "This tea 🍵 cured my diabetes 🔥 in two weeks",
    "hyphen": "This tea cured my dia-\nbetes in two weeks",
}


def adjudicate(folder: Path, text: str) -> dict[str, Any]:
    file = folder / "case.json"
    file.write_text(json.dumps({"id": "case", "content": [{"id": "c", "text": text}]}))
    result = CliRunner().invoke(app, ["adjudicate", str(file), "--judge", "local", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    verdict: dict[str, Any] = json.loads(result.stdout)["verdict"]
    return verdict


def quotes(verdict: dict[str, Any]) -> list[str]:
    """Of the violated rules, or of the likeliest one that a person has to decide."""
    violated = [finding for finding in verdict["findings"] if finding["status"] == "violated"]
    listed = [clause["quote"]["text"] for clause in verdict["shortlist"][:1]]
    return listed or [quote["text"] for finding in violated for quote in finding["content_quotes"]]


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_violation_is_found_and_quoted_as_posted(tmp_path: Path, text: str) -> None:
    verdict = adjudicate(tmp_path, text)
    assert verdict["outcome"] != "no_violation"
    (quote,) = quotes(verdict)
    assert quote in text
    assert len(quote) >= len(text.strip("\u202e\u202c")) - 45  # the complete sentence


def test_claim_in_speech_without_marks_is_found(tmp_path: Path) -> None:
    verdict = adjudicate(tmp_path, FILLER * 3 + "and honestly this tea cured my diabetes in two weeks " + FILLER * 3)
    assert verdict["outcome"] != "no_violation"
    assert any("this tea cured my diabetes" in quote for quote in quotes(verdict))


@pytest.mark.parametrize(
    "text",
    [
        "Use code MARIA10",
        "link in bio",
        "Link in my bio 💕",
        "use code ANNA10 at checkout",
        "#cures #diabetes #now @tea.shop",
    ],
)
def test_few_words_are_too_little_to_be_a_violation(tmp_path: Path, text: str) -> None:
    verdict = adjudicate(tmp_path, text)
    assert (verdict["outcome"], verdict["review_reasons"][0]["code"]) == ("needs_review", "too_short")


@pytest.mark.parametrize("text", ["Size M/L, colour: noir", "❤️ love it", "new drop today", "size M"])
def test_few_harmless_words_are_no_violation(tmp_path: Path, text: str) -> None:
    verdict = adjudicate(tmp_path, text)
    assert verdict["outcome"] != "violation"
    assert "language_unknown" not in [reason["code"] for reason in verdict["review_reasons"]]


def test_disguised_letters_near_a_violation_need_review(tmp_path: Path) -> None:
    plain = "only a few of these mugs are left in stock"
    disguised = "".join(chr(0x24D0 + ord(c) - ord("a")) if c.islower() else c for c in plain)
    before, after = adjudicate(tmp_path, plain), adjudicate(tmp_path, disguised)
    assert (after["outcome"], before["probability"]) == ("needs_review", after["probability"])
    codes = [[reason["code"] for reason in verdict["review_reasons"]] for verdict in (before, after)]
    assert ["disguised_letters" in found for found in codes] == [False, True]


def test_language_that_is_not_read_has_no_probability_and_its_own_letter(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("content: [{text: Este té me curó la diabetes en dos semanas}]", "utf-8")
    arguments = ["adjudicate", str(tmp_path / "case.yaml"), "--judge", "local"]
    decision = json.loads(CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False).stdout)
    verdict = decision["verdict"]
    assert (verdict["outcome"], verdict["probability"], verdict["confidence"]) == ("needs_review", None, None)
    assert "'es'" in verdict["review_reasons"][0]["text"]
    assert (decision["evidence"]["language"], decision["education"]["locale"]) == ("es", "es")
    assert "no rule was judged" in CliRunner().invoke(app, arguments, catch_exceptions=False).stdout


def test_sentence_in_another_language_is_not_passed(tmp_path: Path) -> None:
    verdict = adjudicate(tmp_path, "el shay da shafani men el sokkar fe esbo3en wallahi ya gama3a")
    assert (verdict["outcome"], verdict["review_reasons"][-1]["code"]) == ("needs_review", "language_unknown")


@pytest.mark.parametrize("text", ["\u200b\u200d\ufeff", "\u3164\u2800", " \u202e\u202c\u00ad"])
def test_invisible_content_is_refused_as_blank(tmp_path: Path, text: str) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"content": [{"text": text}]}))
    result = CliRunner().invoke(app, ["adjudicate", str(file)], catch_exceptions=False)
    assert result.exit_code == 2
    assert "the case has neither content nor facts" in result.output.replace("\n", " ")
