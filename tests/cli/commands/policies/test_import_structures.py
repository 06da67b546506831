"""What stands in a document becomes what the policy format has for it: through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.clause import Clause, Relation
from policies.library import Library, load_library
from tests.cli.conftest import Run
from tests.policies.importer.documents import W, docx, paragraph

ROMAN = """# Selling

I. General

Hosts must be adults.

II. Lives

(a) Hosts must start on time;
(b) hosts must not shout; and
(i) at guests;
(ii) at viewers;
(c) hosts must end on time.
"""
LETTERS = """# Hours

(g) Shops must do g.
(h) Shops must do h:
(i) one part;
(ii) another part.
(i) Shops must do i.
(j) Shops must do j.
"""
NESTED = """# Shops

(A) Staff

(1) Hours

(a)(i) Shops must open at nine.

(ii) Shops must close at six.

(2) Staff must be trained.

(B) Shops may not lend their name.
"""
FOOTNOTES = """# Pets

1. Sellers must not post cats.[^a] They may sell food.
2. Sellers must not post dogs.¹

[^a]: Cats include tigers.

¹ Dogs include wolves.
"""
CHINESE = (
    "# 规则\n\n第一条 卖家不得销售假货。\n\n第二条 卖家必须标明价格。\n\n一、直播\n\n\uff08一\uff09主播不得离开。\n"
)
INDONESIAN = "# Aturan\n\nPasal 1\nPenjual harus jujur.\n\nPasal 2\nPenjual dilarang menipu.\n"
TABLE = """# Photos

| No. | Rule | Example |
|---|---|---|
| 1.1 | Sellers must show the brand. | label |
| 1.2 | Sellers must not copy photos. | a rival's photo |
"""
SENTENCES = """Sellers must answer within 48 hours.

Selling copies is prohibited.

Copy means an item that looks like another brand's.
"""


@pytest.mark.parametrize(
    ("content", "clauses"),
    [
        (
            ROMAN,
            {
                "1": "Hosts must be adults.",
                "2.1": "Hosts must start on time;",
                "2.2": "hosts must not shout; and\n\n- (i) at guests;\n- (ii) at viewers;",
                "2.3": "hosts must end on time.",
            },
        ),
        (
            LETTERS,
            {
                "7": "Shops must do g.",
                "8": "Shops must do h:\n\n- (i) one part;\n- (ii) another part.",
                "9": "Shops must do i.",
                "10": "Shops must do j.",
            },
        ),
        (
            NESTED,
            {
                "1.1.1.1": "Shops must open at nine.",
                "1.1.1.2": "Shops must close at six.",
                "1.2": "Staff must be trained.",
                "2": "Shops may not lend their name.",
            },
        ),
        (
            FOOTNOTES,
            {
                "1": "Sellers must not post cats.[a] They may sell food.\n\n[a] Cats include tigers.",
                "2": "Sellers must not post dogs.¹\n\n¹ Dogs include wolves.",
            },
        ),
        (CHINESE, {"1": "卖家不得销售假货。", "2": "卖家必须标明价格。", "2.1": "直播", "2.1.1": "主播不得离开。"}),
        (INDONESIAN, {"1": "Penjual harus jujur.", "2": "Penjual dilarang menipu."}),
        (
            TABLE,
            {
                "1.1": "Sellers must show the brand. | label",
                "1.2": "Sellers must not copy photos. | a rival's photo",
            },
        ),
        (
            SENTENCES,
            {
                "1": "Sellers must answer within 48 hours.",
                "2": "Selling copies is prohibited.",
                "3": "Copy means an item that looks like another brand's.",
            },
        ),
    ],
)
def test_clauses_have_the_numbers_of_the_source(
    run: Run, workspace: Path, content: str, clauses: dict[str, str]
) -> None:
    library = imported(run, workspace, "source.md", content)
    assert {clause.id.partition("-")[2]: clause.text for clause in library.clauses} == clauses


def imported(run: Run, workspace: Path, name: str, content: str | bytes) -> Library:
    """The draft of a document, which passes the check."""
    Path(workspace, name).write_bytes(content.encode() if isinstance(content, str) else content)
    ran = run("policies", "import", name, "--out", "drafts", "--force")
    assert ran.exit_code == 0, ran.stderr
    assert run("policies", "check", "--policies", "drafts").exit_code == 0
    return load_library(workspace / "drafts")


def report(run: Run, workspace: Path, name: str, content: bytes) -> dict[str, Any]:
    Path(workspace, name).write_bytes(content)
    fields: dict[str, Any] = json.loads(run("policies", "import", name, "--json").stdout)
    return fields


POLICY = """[Home](/start)

Home > Help > Claims

# Claims policy

Last updated: 3 March 2026

## Health

Sellers must not say that a product heals.

Allowed:

- It tastes of mint

Not allowed:

- It cures asthma
- Throw away your inhaler

## Reviews

Sellers may not pay for reviews.

❌ Five stars and you get a voucher
✅ Tell us what you think

| Do | Don't |
|---|---|
| Ask a friend | Write it yourself |

## Exceptions

- Approved medicines may be described with their approved use.

## For sellers in Thailand

### Food

Sellers must hold a permit.

## EU and UK

Sellers must name the importer.

## Penalties

| Offence | Action |
|---|---|
| 1st offence | Written warning |
| 2nd offence | 7-day suspension |
| 3rd offence | Permanent ban |

Was this page helpful? Yes No
© 2026 Shop Inc.
"""


@pytest.fixture
def policy(run: Run, workspace: Path) -> Library:
    return imported(run, workspace, "claims.md", POLICY)


def by_title(library: Library) -> dict[str, Clause]:
    return {clause.title: clause for clause in library.clauses}


def test_lists_of_allowed_and_not_allowed_things_become_examples(policy: Library) -> None:
    health, reviews = by_title(policy)["Health"], by_title(policy)["Reviews"]
    assert health.text == "Sellers must not say that a product heals."
    assert health.violating_examples == ("It cures asthma", "Throw away your inhaler")
    assert health.compliant_examples == ("It tastes of mint",)
    assert reviews.violating_examples == ("Five stars and you get a voucher", "Write it yourself")
    assert reviews.compliant_examples == ("Tell us what you think", "Ask a friend")


def test_exceptions_under_their_heading_belong_to_the_rules_of_the_section(policy: Library) -> None:
    clauses = by_title(policy)
    assert clauses["Exceptions"].kind == "exception"
    assert clauses["Health"].targets(Relation.EXCEPT) == (clauses["Exceptions"].id,)


def test_country_headings_become_markets(policy: Library) -> None:
    clauses = by_title(policy)
    assert [sorted(clauses[title].markets) for title in ("Food", "EU and UK")] == [["TH"], ["EU", "GB"]]
    assert clauses["Health"].markets == frozenset()


def test_penalty_table_becomes_the_ladder(policy: Library) -> None:
    [(clause, ladder)] = policy.ladders
    assert clause.title == "Penalties"
    assert [(step.points, step.action.label, step.days) for step in ladder.thresholds] == [
        (1, "warning", None),
        (2, "suspension", 7),
        (3, "removal", None),
    ]
    assert by_title(policy)["Health"].points == 1


def test_lines_of_the_page_are_left_out(run: Run, workspace: Path, policy: Library) -> None:
    ran = run("policies", "import", "claims.md")
    assert "Home" not in ran.stdout
    assert "helpful" not in ran.stdout
    assert "effective_from: 2026-03-03" in ran.stdout
    assert (
        'omitted, a line of the page: navigation, date, sharing or copyright: 105 characters, such as "[Home]'
        in ran.stderr
    )


@pytest.mark.parametrize("text", ["# Title\n", "# One\n\n## Two\n", "We had a good year. Our team grew.\n"])
def test_document_without_a_rule_is_refused(run: Run, workspace: Path, text: str) -> None:
    (workspace / "news.md").write_text(text)
    ran = run("policies", "import", "news.md")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "clausewise: news.md: the document holds no rule: give one that says what is required, allowed or forbidden\n"
    )


PAGE = """<!doctype html><html><head><title>Rules | Shop</title></head><body>
<header><nav><ul><li>Menu</li></ul></nav></header>
<div class="cookie-banner">You may accept cookies.</div><div class="breadcrumbs">Help / Rules</div>
<h1>Selling rules</h1>
<h2 id="h">2.1&nbsp;Health</h2><p>Sellers must not say &ldquo;cure&rdquo;.<sup><a href="#n1">1</a></sup></p>
<p style="display:none">Sellers must obey the hidden rule.</p>
<ol start="3"><li>Must ship</li><li value="7">Must refund<ol type="a"><li>in ten days</li></ol></li></ol>
<ol reversed><li>Must wrap</li><li>Must label</li></ol>
<p id="n1">1. Also "heal".</p><footer>All rights reserved. <a href="/x">Contact</a></footer></body></html>"""


@pytest.mark.slow
def test_page_has_the_numbers_that_a_browser_shows(run: Run, workspace: Path) -> None:
    fields = report(run, workspace, "page.html", PAGE.encode())
    texts = {clause["id"]: clause["kind"] for clause in fields["clauses"]}
    assert (fields["id"], fields["title"]) == ("selling-rules", "Selling rules")
    assert {"SR-2.1", "SR-2.1.3", "SR-2.1.7"} <= texts.keys()
    assert 'Sellers must not say “cure”.\\[1]\n\n\\[1] Also "heal".' in fields["draft"]
    assert "* a. in ten days" in fields["draft"]
    assert {name: text.strip() for name, text in fields["omitted_texts"].items()} == {
        "the navigation of the page": "Menu Help / Rules",
        "the cookie banner of the page": "You may accept cookies.",
        "hidden parts of the page": "Sellers must obey the hidden rule.",
        "the footer of the page": "All rights reserved. Contact",
    }
    assert fields["missing_words"] == {}


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def numbered(text: str, depth: int) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def run_of(text: str, properties: str) -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve"> {text}</w:t></w:r>'


@pytest.mark.slow
def test_word_file_has_its_automatic_numbers_and_no_hidden_text(run: Run, workspace: Path) -> None:
    hidden = "".join(
        [
            run_of("vanished", "<w:vanish/>"),
            run_of("white", '<w:color w:val="FFFFFF"/>'),
            run_of("tiny", '<w:sz w:val="2"/>'),
            "<w:del><w:r><w:delText> deleted</w:delText></w:r></w:del>",
            '<w:ins><w:r><w:t xml:space="preserve"> truly</w:t></w:r></w:ins>',
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ]
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("Copies are fakes.")}</w:footnote></w:footnotes>'
    content = docx(
        paragraph("Selling rules", "Heading1"),
        numbered("Sellers must be adults.", 0),
        numbered("Sellers must not sell:", 0),
        numbered("copies", 1),
        numbered("drugs", 1),
        numbered("Sellers must pay", 0).replace("</w:p>", f"{hidden}</w:p>"),
        numbering=NUMBERING,
        footnotes=notes,
        comments=f"<w:comments {W}><w:comment>{paragraph('Is this legal?')}</w:comment></w:comments>",
    )
    fields = report(run, workspace, "rules.docx", content)
    assert [clause["id"] for clause in fields["clauses"]] == ["SR-4", "SR-5", "SR-6"]
    assert "Sellers must not sell:\n\n* (a) copies\n* (b) drugs\n" in fields["draft"]
    assert "Sellers must pay truly\\[2]\n\n\\[2] Copies are fakes.\n" in fields["draft"]
    assert {name: text.strip() for name, text in fields["omitted_texts"].items()} == {
        "comments of the document": "Is this legal?",
        "deleted text of the document": "deleted",
        "hidden text of the document": "vanished",
        "text too small to read of the document": "tiny",
        "white text of the document": "white",
    }
    assert fields["missing_words"] == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "# T\n\nYou must not. " + "[" * 100_000,
            "has 100,000 opening brackets: split it into parts of at most 20,000",
        ),
        ("You must not.\n" * 60_000, "has 60,001 lines: split it into parts of at most 50,000"),
        ("You must not. " + "word " * 500_000, "has 2,500,014 characters: split it into parts of at most 2,000,000"),
        (
            "\n".join(f"{n}. You must not." for n in range(1, 900)) * 6,
            "has 5,389 clauses: split it into parts of at most 5,000",
        ),
    ],
)
def test_document_over_a_limit_is_refused(run: Run, workspace: Path, content: str, message: str) -> None:
    (workspace / "long.md").write_text(content)
    ran = run("policies", "import", "long.md")
    assert ran.exit_code == 2
    assert message in ran.stderr


def test_many_problems_are_grouped_by_kind(run: Run, workspace: Path) -> None:
    rules = "".join(f"{n}. Sellers must not do number {n}.\n" for n in range(1, 41))
    imported(run, workspace, "many.md", f"# Many\n\n{rules}")
    lines = run("policies", "check", "--policies", "drafts").stdout.splitlines()
    assert sum(": warning: " in line for line in lines) == 10
    assert '  40 warnings: the rule has no section "Why" (MAN-1@draft, MAN-2@draft, MAN-3@draft and 37 more)' in lines
    assert lines[-1].startswith("drafts: 1 policy, 40 clauses, 0 errors, 200 warnings")
    complete = run("policies", "check", "--policies", "drafts", "--all").stdout
    assert complete.count(": warning: ") == 200
    fields = json.loads(run("policies", "check", "--policies", "drafts", "--json").stdout)
    assert (len(fields["problems"]), fields["counts"]) == (200, {"error": 0, "warning": 200, "note": 0})


def test_lists_that_complete_a_sentence_stay_in_the_text(run: Run, workspace: Path) -> None:
    text = "# Sales\n\n## Goods\n\nSellers must not sell these:\n\nProhibited:\n\n- knives\n- guns\n"
    [clause] = imported(run, workspace, "goods.md", text).clauses
    assert clause.text == "Sellers must not sell these:\n\nProhibited:\n\n- knives\n- guns"
    assert clause.violating_examples == ("knives", "guns")


def test_section_of_examples_without_a_rule_above_it_is_its_own_clause(run: Run, workspace: Path) -> None:
    text = "# Sales\n\n## Prices\n\nSellers must show the price.\n\n## Prohibited\n\nSellers must not sell knives.\n"
    library = imported(run, workspace, "goods.md", text)
    assert [clause.title for clause in library.clauses] == ["Prices", "Prohibited"]


def test_footnote_that_two_clauses_name_is_in_both_and_one_that_none_names_is_marked(run: Run, workspace: Path) -> None:
    text = "# Pets\n\n1. You must not post cats.[^1]\n2. You must not post dogs.[^1]\n\n[^1]: Also toys.\n[^2]: Lost.\n"
    library = imported(run, workspace, "pets.md", text)
    assert ["[1] Also toys." in clause.text for clause in library.clauses] == [True, True]
    assert "nothing names the footnote [2]: check where it belongs" in (workspace / "drafts/pets.md").read_text()


def test_section_of_examples_alone_keeps_them_as_its_text(run: Run, workspace: Path) -> None:
    text = "# Claims\n\n## Weight\n\n### Do\n\n- Helps me feel full\n\n### Don't\n\n- Lose 10 kg\n"
    text += "\n## Price\n\nYou must show it.\n"
    weight = imported(run, workspace, "claims.md", text).clauses[0]
    assert weight.text == "Do\n\n- Helps me feel full\n\nDon't\n\n- Lose 10 kg"
    assert (weight.violating_examples, weight.compliant_examples) == (("Lose 10 kg",), ("Helps me feel full",))


def test_penalties_behind_a_rule_are_a_clause_of_their_own(run: Run, workspace: Path) -> None:
    table = "| Points | Consequence |\n|---|---|\n| 3 | Warning |\n| 12 | Account terminated |\n"
    library = imported(run, workspace, "ship.md", f"# Rules\n\n## Shipping\n\nSellers must ship in time.\n\n{table}")
    assert [(clause.kind.value, clause.text.split("\n")[0]) for clause in library.clauses] == [
        ("rule", "Sellers must ship in time."),
        ("consequence", "- Points | Consequence"),
    ]
    assert [(step.points, step.action.label) for step in library.ladders[0][1].thresholds] == [
        (3, "warning"),
        (12, "removal"),
    ]
