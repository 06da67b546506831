"""Reads the markets that a heading names: "Indonesia", "For sellers in Thailand", "EU and UK"."""

import re

_COUNTRIES = {
    "AE": "united arab emirates,uae", "AR": "argentina", "AT": "austria", "AU": "australia", "BD": "bangladesh",
    "BE": "belgium", "BG": "bulgaria", "BR": "brazil,brasil", "CA": "canada", "CH": "switzerland", "CL": "chile",
    "CN": "china,mainland china,中国", "CO": "colombia", "CY": "cyprus", "CZ": "czechia,czech republic",
    "DE": "germany,deutschland", "DK": "denmark", "EE": "estonia", "EG": "egypt", "ES": "spain,españa",
    "EU": "eu,e.u.,european union,eea,european economic area", "FI": "finland", "FR": "france",
    "GB": "uk,u.k.,united kingdom,great britain,britain", "GR": "greece", "HK": "hong kong", "HR": "croatia",
    "HU": "hungary", "ID": "indonesia", "IE": "ireland", "IL": "israel", "IN": "india", "IT": "italy,italia",
    "JP": "japan,日本", "KE": "kenya", "KR": "south korea,korea,한국", "LT": "lithuania", "LU": "luxembourg",
    "LV": "latvia", "MX": "mexico,méxico", "MY": "malaysia", "NG": "nigeria", "NL": "netherlands,holland",
    "NO": "norway", "NZ": "new zealand", "PE": "peru", "PH": "philippines", "PK": "pakistan", "PL": "poland,polska",
    "PT": "portugal", "RO": "romania", "RU": "russia", "SA": "saudi arabia", "SE": "sweden", "SG": "singapore",
    "SI": "slovenia", "SK": "slovakia", "TH": "thailand,ประเทศไทย", "TR": "turkey,türkiye", "TW": "taiwan",
    "UA": "ukraine", "US": "us,u.s.,usa,u.s.a.,united states,united states of america",
    "VN": "vietnam,viet nam,việt nam", "ZA": "south africa",
}  # fmt: skip
_CODES = {name: code for code, names in _COUNTRIES.items() for name in names.split(",")}
_NAME = re.compile(
    rf"(?:^|(?<=[^\w.]))(?:{'|'.join(sorted(map(re.escape, _CODES), key=len, reverse=True))})(?![\w])", re.IGNORECASE
)
_OTHER_WORDS_LIST = (
    "a additional all and applicable applies apply based buyers content country creators customers for in inside"
    " located local"
    " market markets merchants of only or policies policy provisions region regions requirements residents rule"
    " rules section"
    " sellers shops special specific supplement supplementary terms the to users who with within"
)
_OTHER_WORDS = frozenset(_OTHER_WORDS_LIST.split())
MAX_HEADING_CHARS = 120


def heading_markets(heading: str) -> tuple[str, ...]:
    """The codes of the countries, if the heading says nothing else; else none."""
    text = re.sub(r"\([A-Z]{2,3}\)|[\U0001f1e6-\U0001f1ff]", " ", heading[:MAX_HEADING_CHARS])
    names = _NAME.findall(text)
    if any(name.islower() and len(name) == 2 for name in names):
        return ()  # "us" and "eu" in small letters are words
    rest = re.findall(r"[^\W\d_]+", _NAME.sub(" ", text).lower())
    return tuple(dict.fromkeys(_CODES[name.lower()] for name in names)) if set(rest) <= _OTHER_WORDS else ()
