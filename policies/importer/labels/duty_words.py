"""Words of languages other than English that oblige, forbid, define or exempt."""

from domain.clause import ClauseKind

RULE_WORDS = (
    # Chinese, Japanese, Korean
    "不得|不可以?|必须|必須|应当|應當|应该|禁止|严禁|嚴禁|不允许|不能|需要?在|须"
    "|しなければな|してはな|てはいけ|なければなり|ものとする"
    "|해야|하여야|금지|안\\s?된다|아니\\s?된다|할 수 없",
    # Thai, Hindi, Arabic, Persian, Hebrew
    "ต้อง|ห้าม|ไม่อนุญาต|จะต้อง|चाहिए|अनिवार्य|निषिद्ध|वर्जित|नहीं कर|يجب|لا يجوز|يحظر|ممنوع|يلتزم|باید|ممنوع|נדרש|אסור|חייב",
    # Indonesian, Malay, Vietnamese, Filipino
    r"\b(?:harus|wajib|dilarang|tidak boleh|tidak diperbolehkan|mesti|hendaklah|phải|không được|cấm"
    r"|dapat|bawal|hindi (?:pwede|maaari))\b",
    # Spanish, Portuguese, Italian, French
    r"\b(?:debe[nr]?|deberán?|no (?:puede|podrá)n?|prohibid[oa]s?|prohíbe|deve[mr]?|deverão|não (?:pode|poderá|é"
    r" permitid[oa])"
    r"|proibid[oa]s?|devono|è vietato|non (?:può|possono)|doi(?:t|vent)|ne (?:peut|peuvent|doi\w{1,5}) pas"
    r"|interdit[es]{0,2}"
    r"|il est interdit)\b",
    # German, Dutch, Polish, Turkish, Russian
    r"\b(?:muss|müssen|darf (?:nicht|kein\w{0,2})|dürfen (?:nicht|kein\w{0,2})|verboten|untersagt|moet(?:en)?|mag"
    r" (?:niet|geen)"
    r"|verboden|musi|muszą|nie (?:może|mogą|wolno)|zabrania|zorunda\w{0,6}|yasak\w{0,5}|должн[аоы]|должен"
    r"|обязан\w{0,3}|запреща\w{1,5}"
    r"|нельзя|не (?:может|могут))\b",
)
DEFINITION_WORDS = (
    r"是指|系指|指的是|とは|이란|란\s"
    r"|หมายถึง|หมายความว่า|يقصد ب|\b(?:significa|bedeutet|bezeichnet|désigne|signifie|significa"
    r"|adalah"
    r"|bermaksud|nghĩa là|được hiểu là|означает|oznacza|betekent)\b",
)
EXCEPTION_WORDS = (
    r"\A.{0,40}(?:除外|不适用|不適用|例外|但し|ただし|예외|적용하지|ข้อยกเว้น|ยกเว้น|باستثناء|لا ينطبق)"
    r"|\b(?:pengecualian|tidak berlaku|kecuali|ngoại lệ|không áp dụng|excepción|no se aplica|exceção|não se aplica"
    r"|eccezion[ei]"
    r"|ne s'applique pas|ausnahme\w{0,3}|gilt nicht|uitzondering\w{0,3}|wyjąt\w{0,4}|исключени\w{0,3})\b",
)
FOREIGN_WORDS = {
    ClauseKind.RULE: RULE_WORDS,
    ClauseKind.DEFINITION: DEFINITION_WORDS,
    ClauseKind.EXCEPTION: EXCEPTION_WORDS,
}
