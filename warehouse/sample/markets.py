"""The markets of the sample: code, language, and share of the creators."""

import numpy as np

from warehouse.loading.markets import HOURS_AHEAD

MARKETS = (
    ("US", "en", 0.22),
    ("GB", "en", 0.08),
    ("DE", "de", 0.09),
    ("FR", "fr", 0.07),
    ("ES", "es", 0.05),
    ("MX", "es", 0.08),
    ("BR", "pt", 0.11),
    ("ID", "id", 0.12),
    ("VN", "vi", 0.08),
    ("TH", "th", 0.06),
    ("PH", "en", 0.04),
)
CODES = np.array([code for code, _, _ in MARKETS], object)
LANGUAGES = tuple(dict.fromkeys(language for _, language, _ in MARKETS))
LANGUAGE_OF = np.array([LANGUAGES.index(language) for _, language, _ in MARKETS])
SHARES = np.array([share for _, _, share in MARKETS])
SECONDS_AHEAD = np.array([int(HOURS_AHEAD[code] * 3600) for code, _, _ in MARKETS])
OUTAGE_MARKET = "ID"
