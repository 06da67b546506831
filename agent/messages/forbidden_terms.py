"""Terms that a letter to a creator must not contain, in every language of the letters: internals of the system, words
about who reported, and penalties and promises, which only templates may name."""

import re

_INTERNALS = (
    r"scor(?:e|es|ed|ing)|points|strikes?|thresholds?|probabilit\w+|confidence|percent\w*|likelihood|detectors?|"
    r"classifiers?|algorithms?|embeddings?|cosine|similarit\w+|precedents?|fingerprints?|"
    r"(?:language|ai|machine[- ]learning) models?|llms?|gpt\w*|bert|minilm|llama\w*|claude|gemini|mistral|qwen\w*",
    r"puntuaci(?:ón|ones)|puntajes?|puntos|umbral(?:es)?|probabilidad(?:es)?|porcentajes?|por ciento|detector(?:es)?|"
    r"clasificador(?:es)?|algoritmos?|similitud(?:es)?|precedentes?|modelos? de (?:lenguaje|ia)",
    r"pontuaç(?:ão|ões)|pontos|limiar(?:es)?|porcentage(?:m|ns)|percentage(?:m|ns)|por cento|detector(?:es)?|"
    r"classificador(?:es)?|similaridades?|modelos? de (?:linguagem|ia)",
    r"skor\w*|poin|ambang batas|probabilitas\w*|persen\w*|detektor\w*|pengklasifikasi\w*|algoritma\w*|kemiripan\w*|"
    r"preseden\w*|model bahasa",
    r"điểm số|điểm phạt|ngưỡng|xác suất|phần trăm|bộ phân loại|thuật toán|độ tương đồng|tiền lệ|mô hình ngôn ngữ",
)
_REPORTER = (
    r"reported|reporters?|complaints?|complain(?:ed|ants?)|flagged|informants?|tipped",
    r"denunci(?:a|as|ó|aron|ante|antes|ad[oa]s?)|reportad[oa]s?|quejas?|se quej(?:ó|aron)",
    r"denúncias?|denunci(?:ou|aram|antes?)|reclamaç(?:ão|ões)|queixas?|reclam(?:ou|aram)",
    r"dilaporkan|pelapor\w*|laporan|keluhan|aduan|pengadu",
    r"tố cáo|bị báo cáo|người báo cáo|lời phàn nàn|phàn nàn",
)
_PROMISE_TERMS = (
    r"suspen(?:d|ds|ded|sion|sions)|bann?ed|bans?|terminat\w+|reinstat\w+|restor(?:e|es|ed|ing)|refund\w*|guarantee\w*|"
    r"penalt\w+|fined|fines|demoneti\w+|commissions?|payouts?|compensat\w+|we(?:'ll| will| promise)|"
    r"(?:your|the) account|no further action|will not be|won't be",
    r"suspen(?:der|sión|dida|dido)\w*|bloque(?:o|ar|ada|ado)\w*|restaur\w+|restablec\w+|reembols\w+|garantiz\w+|multas?|"
    r"comisi(?:ón|ones)|compensa\w+|sanci(?:ón|ones)\w*|(?:tu|la) cuenta|te prometemos|no te pasará",
    r"suspen(?:der|são|sa|so)\w*|bloque(?:io|ar|ada|ado)\w*|restaur\w+|reembols\w+|garanti(?:mos|r|a)\w*|multas?|"
    r"comiss\w+|compensa\w+|puni\w+|(?:sua|a) conta|prometemos",
    r"ditangguhkan|penangguhan|blokir\w*|diblokir|dipulihkan|pengembalian dana|menjamin|dijamin|jaminan|"
    r"denda|komisi\w*|kompensasi|sanksi|hukuman|akun\w*|kami (?:berjanji|akan)",
    r"đình chỉ|khóa tài khoản|khôi phục|hoàn tiền|bảo đảm|đảm bảo|phạt|hoa hồng|"
    r"bồi thường|tài khoản|chúng tôi (?:hứa|sẽ)",
)
# Thai is written without spaces, so these terms match anywhere.
_THAI_INTERNALS = r"คะแนน|ความน่าจะเป็น|เปอร์เซ็นต์|ร้อยละ|อัลกอริทึม|ตัวจำแนก|ตัวตรวจจับ|โมเดลภาษา|แบบจำลองภาษา"
_THAI_REPORTER = r"ถูกรายงาน|ผู้รายงาน|ผู้ร้องเรียน|ร้องเรียน|ถูกแจ้ง"
_THAI_PROMISE_TERMS = r"ระงับ|แบน|คืนสถานะ|คืนเงิน|รับประกัน|รับรองว่า|ค่าปรับ|ค่าคอมมิชชัน|ชดเชย|ลงโทษ|บัญชีของคุณ|เราจะ|เราสัญญา"


def _words(parts: tuple[str, ...], unspaced: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)|{unspaced}", re.IGNORECASE)


INTERNAL_TERMS = _words(_INTERNALS, _THAI_INTERNALS)
REPORTER_TERMS = _words(_REPORTER, _THAI_REPORTER)
PROMISE_TERMS = _words(_PROMISE_TERMS, _THAI_PROMISE_TERMS)
