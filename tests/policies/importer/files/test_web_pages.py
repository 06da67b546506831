"""Pages as wikis, help centres and word processors save them: the rules stay, menus, dates and comments do not."""

import pytest

from policies.importer.files.html_page import html_to_markdown
from policies.importer.files.html_tree import read_page

CONFLUENCE = """<html><body><div id="main"><h1>Shop rules</h1>
<div class="page-metadata">Created by <span>Jane Roe</span>, last modified on Oct 01, 2026</div>
<div class="toc-macro rbtoc1"><ul><li><a href="#x">Ads</a></li></ul></div><h2 id="x">1. Ads</h2>
<p>Ads must be labelled. See <a href="#x">Ads</a>.</p><div class="pageSection group">
<div class="pageSectionHeader"><h2>Attachments:</h2></div><div class="greybox">a.png</div></div></div></body>
</html>"""
ZENDESK = """<html><body><main><nav class="sub-nav">Help</nav><section class="section-articles sidenav">
<h3>Here</h3><ul><li>You must read: Fees</li></ul></section><article><h1>Shop rules</h1><ul class="meta-group">
<li>1 month ago</li></ul><div class="article-body"><p>Ads must be labelled.</p></div>
<div class="article-votes">12 out of 30</div><section class="article-relatives"><h3>Related</h3>
<a>You must not miss this</a></section><div class="article-comments"><h2>Comments</h2>0 comments</div></article>
</main></body></html>"""
NOTION = """<html><body><article class="page sans"><header><h1 class="page-title">Shop rules</h1>
<table class="properties"><tr><th>Owner</th><td>Jane must check</td></tr></table></header>
<div class="page-body"><p>Ads must be labelled.</p></div></article></body></html>"""
DOCS = """<html><body class="doc-content"><p class="c3 title">Shop rules</p><h1>Ads</h1>
<ol class="c6 lst-kix_a-0 start"><li>Ads must be labelled.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>
</li></ol><ol class="lst-kix_a-1 start"><li>At the top.</li></ol><ol class="lst-kix_a-0" start="2">
<li>Do not sell tea.</li></ol><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Jane must check.</span></p>
</div></body></html>"""


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (CONFLUENCE, ["# Shop rules", "## 1. Ads", "Ads must be labelled. See [Ads](#1-Ads)."]),
        (ZENDESK, ["# Shop rules", "Ads must be labelled."]),
        (NOTION, ["# Shop rules", "Ads must be labelled."]),
        (DOCS, ["Shop rules", "# Ads", "1. Ads must be labelled.", "    1. At the top.", "2. Do not sell tea."]),
    ],
    ids=["Confluence", "Zendesk", "Notion", "Google Docs"],
)
def test_saved_page(page: str, lines: list[str]) -> None:
    read = read_page(page)
    assert read.title == "Shop rules"
    assert [line for line in html_to_markdown(read).split("\n") if line] == lines
    omitted = sorted(text for texts in read.omitted.values() for text in texts)
    assert omitted


def test_part_with_most_of_the_text_stays() -> None:
    page = '<html><body><h1>Rules</h1><div class="article-comments"><p>You must not sell tea.</p></div></body>'
    assert "You must not sell tea" in html_to_markdown(read_page(page))
