"""Words that a letter must not hold, in the languages that letters are written in."""

import re

_MACHINERY = (
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
# Thai is written without spaces, so that no word has an edge to look for.
_THAI_MACHINERY = r"คะแนน|ความน่าจะเป็น|เปอร์เซ็นต์|ร้อยละ|อัลกอริทึม|ตัวจำแนก|ตัวตรวจจับ|โมเดลภาษา|แบบจำลองภาษา"
_THAI_REPORTER = r"ถูกรายงาน|ผู้รายงาน|ผู้ร้องเรียน|ร้องเรียน|ถูกแจ้ง"


def _words(parts: tuple[str, ...], unspaced: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)|{unspaced}", re.IGNORECASE)


MACHINERY = _words(_MACHINERY, _THAI_MACHINERY)
REPORTER = _words(_REPORTER, _THAI_REPORTER)
