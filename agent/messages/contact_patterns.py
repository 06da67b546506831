"""Patterns of the details by which a person can be reached or found.

They read one normalised line, in which white space is one space. What is masked is the first group that took part."""

from text.linear_patterns import linear_pattern

_DOT_WORD = r"(?:dot|punto|ponto|titik|chấm)"
_DOT = rf"(?: ?[.\u3002] ?| ?[(\[{{<] ?(?:{_DOT_WORD}|\.) ?[)\]}}>] ?| {_DOT_WORD} )"
_AT = r"(?: ?[(\[{<] ?(?:at|a|@|arroba) ?[)\]}>] ?|@| @ | arroba )"
_PART = r"[\w+-]+"
_PROVIDER = r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton(?:mail)?|aol|gmx|mail|zoho|yandex|qq|naver)"
# `jo at mail dot example` is an address; `look at shop.example` may be none.
E_MAIL_ADDRESS = linear_pattern(
    rf"(?:^|[^\w.+-])({_PART}(?:{_DOT}{_PART}){{0,4}}(?:{_AT}{_PART}(?:{_DOT}{_PART}){{1,4}}"
    rf"| at (?:{_PART}(?: {_DOT_WORD} {_PART}){{1,4}}|{_PROVIDER}(?:{_DOT}\w+){{0,2}})| {_PROVIDER}(?:{_DOT}| )com))",
    ignore_case=True,
)
SPACED_ADDRESS = linear_pattern(r"(?:^|[^\w])((?:[\w.+-] ){2,}@(?: [\w.+-]){4,})")
_DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    r"um|dois|três|quatro|sete|oito|nove|nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|"
    r"không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|\d)"
)
DATE = linear_pattern(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
PHONE_NUMBER = linear_pattern(r"(?:^|[^\w.,-])(\+?\(?\d(?:[ .()_*/|\u2010-\u2015\u00b7-]{0,3}\d){6,30})(?:[^\d]|$)")
# Letters that stand for digits: `O8I2 3456 789O`.
LETTERED_NUMBER = linear_pattern(r"(?:^|[^\w.,-])(\+?[\dOoIl](?:[ .()_-]{0,2}[\dOoIl]){6,16})(?:[^\w]|$)")
SPOKEN_NUMBER = linear_pattern(
    rf"(?:^|[^\w])({_DIGIT_WORD}(?:[ ,.-]{{1,3}}{_DIGIT_WORD}){{6,16}})(?:[^\w]|$)", ignore_case=True
)
SPOKEN_THAI_NUMBER = linear_pattern(
    r"((?:(?:ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)[ -]?){6,15}(?:ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า))"
)
HANDLE = linear_pattern(r"(?:^|[^\w@.])(@ ?\w[\w.]*(?: ?[._] ?\w+){0,3}(?: \p{Lu}\p{L}+)?)")
_SITE = (
    r"(?:instagram|insta|ig|facebook|fb|tik ?tok|tt|snap(?:chat)?|telegram|tele|tg|whats ?app|wa|we ?chat|"
    r"weixin|wx|line|zalo|kik|discord|skype|signal|viber|twitter|youtube|yt|vk|threads|bluesky|linkedin|"
    r"kakao(?: ?talk)?|qq|messenger|onlyfans|"
    r"ไลน์|ไอจี|เฟซบุ๊ก|เฟซ|เฟส|เทเลแกรม|ติ๊กต็อก)"
)
_ACCOUNT_WORDS = r"(?: ?(?:id|name|acc|account|handle|user|username|me|akun|cuenta|conta|nick|ไอดี|ชื่อ)){0,3}"
_ACCOUNT_NAME = r"@? ?[\w-]+(?: ?[._] ?[\w-]+){0,4}"
# The name of an account beside the name of its platform: `insta: jo.doe`, `telegram is jo_99`, `jo_99 on telegram`.
ACCOUNT = linear_pattern(
    rf"(?:^|[^\w]){_SITE}{_ACCOUNT_WORDS}"
    rf"(?: ?[:=\u2013\u2014>~\u2192\u27a1\x{{1f449}}-]{{1,3}} ?({_ACCOUNT_NAME})"
    r"| ?(?:(?:is|at|es|é|adalah|là|คือ) )?"
    r"(@?(?:\p{L}[\w-]*[\d_]|[\d_]+\p{L})[\w.-]*|[\w-]+(?:(?:\.| [._] )[\w-]+){1,4}))",
    ignore_case=True,
)
# Only a platform whose short name is no other word may be followed by any name.
SHORT_ACCOUNT = linear_pattern(
    r"(?:^|[^\w])(?:ig|insta|tg|fb|kik|zalo|yt)(?: is| me)? (\w[\w.]{3,30})(?:$|[.,!?])", ignore_case=True
)
ACCOUNT_BEFORE = linear_pattern(
    rf"(?:^|[^\w.])(\p{{L}}[\w.]*[\d_.][\w.]*\w) (?:on|in|at|en|no|na|di|trên|ใน) (?:my )?{_SITE}(?:[^\w]|$)",
    ignore_case=True,
)
DISCORD_NAME = linear_pattern(r"(?:^|[^\w])(\w+#\d{4})(?:[^\w]|$)")
_TLD = r"(?:com|net|org|info|app|shop|store|online|me|ly|io|co|gg|tv|id|vn|th|br|mx|es|pt|uk|us)"
SPACED_LINK = linear_pattern(
    rf"(?:^|[^\w])(\w[\w-]*(?: \. ?| {_DOT_WORD} ){_TLD}(?:(?: ?/ ?| slash )\w[\w./-]*){{0,4}})(?:[^\w]|$)",
    ignore_case=True,
)
# Bank accounts, wallets, and papers by the word before them.
CODE = linear_pattern(
    r"(?:^|[^\w])([a-z]{2}\d{2}(?: ?[0-9a-z]{4}){3,7}(?: ?[0-9a-z]{1,4})?|"
    r"0x[0-9a-f]{16,}|(?:bc1|[13LDT])[0-9a-z]{24,})(?:[^\w]|$)",
    ignore_case=True,
)
LABELLED_CODE = linear_pattern(
    r"(?:^|[^\w])(?:passports?|pasaporte|passaporte|paspor|hộ chiếu|id|nik|ktp|dni|nie|cpf|rg|cccd|"
    r"cmnd|ssn|curp|iban|cuenta|"
    r"conta|rekening|account|acct|stk|plates?|placas?|plat|nopol|biển số|ทะเบียน|(?:เลข)?บัตร|บัญชี|order|pedido|pesanan|"
    r"đơn|ออเดอร์|tracking|resi)"
    r"(?: ?(?:no|nr|number|nomor|número|card|is|es|é|bca|bri|mandiri|hàng)\.?)* ?[:#=]? ?"
    r"((?:(?-i:[A-Z]{1,3}) )?[0-9a-z.-]*\d[0-9a-z.-]*\d[0-9a-z.-]*\d[0-9a-z.-]*(?: \d{2,4}){0,5}"
    r"(?: (?-i:[A-Z]{1,3}))?)(?:[^\w]|$)",
    ignore_case=True,
)
COORDINATES = linear_pattern(
    r"(?:^|[^\w.])(-?\d{1,3}[.]\d{4,12}°?[nsew]?"
    r"[ ,;]{1,3}-?\d{1,3}[.]\d{4,12}°?[nsew]?)(?:[^\w]|$)",
    ignore_case=True,
)
STREET = linear_pattern(
    r"(?:^|[^\w])(\d{1,5}[a-z]?,? (?:\w+ |(?:(?-i:\p{Lu})\w* ){2,3})(?:street|road|avenue|ave|lane|drive|"
    r"boulevard|court|square)"
    r"|(?:calle|avenida|rua|travessa|jalan|jl|gang|đường|phố|hẻm|ซอย|ถนน)\.? ?"
    r"\w+(?:[ ,.]{1,2}\w+){0,4}[ ,.]{1,2}\d{1,5}[a-z]?)(?:[^\w]|$)",
    ignore_case=True,
)
