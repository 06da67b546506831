"""Words of penalties and promises, of which only code speaks to a creator, in the languages of our letters."""

import re

_SPACED = (
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
_THAI = r"ระงับ|แบน|คืนสถานะ|คืนเงิน|รับประกัน|รับรองว่า|ค่าปรับ|ค่าคอมมิชชัน|ชดเชย|ลงโทษ|บัญชีของคุณ|เราจะ|เราสัญญา"
PROMISES = re.compile(rf"(?<!\w)(?:{'|'.join(_SPACED)})(?!\w)|{_THAI}", re.IGNORECASE)
