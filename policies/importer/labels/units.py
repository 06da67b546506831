"""The words of many languages for parts of a document, with their ranks: "Chapter", "Pasal", "มาตรา", "条"."""

import re

_PART, _CHAPTER, _SECTION, _ARTICLE = 12, 14, 18, 22
_WORDS = {
    _PART: "part title partie parte teil bagian phần ภาค часть الباب الجزء k\u0131s\u0131m भाग",
    _CHAPTER: "chapter schedule annex annexe appendix anexo anhang anlage lampiran chapitre capítulo capitolo"
    " kapitel bab"
    " chương หมวด глава الفصل bölüm अध्याय bahagian",
    _SECTION: "sección seção sezione abschnitt mục раздел القسم",
    _ARTICLE: "section sec article art clause rule principle guideline standard artículo artigo articolo artikel"
    " pasal điều"
    " ข้อ มาตรา статья ст المادة مادة madde धारा अनुच्छेद klausul cláusula khoản пункт fasal perkara règle regla regra"
    " regel aturan nguyên_tắc paragraf paragraph quy_tắc quy_định",
}
UNIT_RANKS = {word.replace("_", " "): rank for rank, words in _WORDS.items() for word in words.split()}
CJK_UNITS = {
    "部分": 12,
    "編": 12,
    "编": 12,
    "篇": 12,
    "편": 12,
    "部": 12,
    "章": 14,
    "장": 14,
    "節": 18,
    "节": 18,
    "절": 18,
}
CJK_ITEM_UNITS = ("款", "項", "项", "항", "号", "號", "호")  # of an article
CJK_UNITS |= dict.fromkeys(("条", "條", "조", "款", "項", "项", "항", "号", "號", "호"), 22)
UNIT_RANKS |= CJK_UNITS
UNITS = "|".join(sorted(map(re.escape, set(UNIT_RANKS) - set(CJK_UNITS)), key=len, reverse=True))
