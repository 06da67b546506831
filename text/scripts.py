"""Scripts, by the code points of their letters."""

import re

WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A letter of Thai, Lao, Burmese, Khmer, Chinese or Japanese, which have no spaces between words."""
