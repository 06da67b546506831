"""Words that say nothing by themselves, such as "this", in the six languages of letters that have Latin script."""

from functools import cache

# bm25s has no list for Indonesian, and its English one leaves out a few.
INDONESIAN = (
    *("yang", "untuk", "dari", "dengan", "pada", "dalam", "adalah", "akan", "atau", "juga", "saya", "kami", "kita"),
    *("kamu", "anda", "mereka", "tidak", "bukan", "sudah", "belum", "bisa", "dapat", "karena", "seperti", "lebih"),
    *("sangat", "saja", "hanya", "oleh", "agar", "jika", "kalau", "maka", "setelah", "sebelum", "para", "setiap"),
    *("semua", "banyak", "tersebut", "telah", "sedang", "masih", "harus", "tetapi", "tapi", "namun", "sebagai"),
    *("antara", "tanpa", "itu", "ini", "dan", "dia"),
)
ENGLISH = (
    *("also", "another", "anyone", "anything", "could", "even", "ever", "every", "everyone", "everything", "might"),
    *("must", "nobody", "nothing", "someone", "something", "still", "though", "upon", "whether", "within", "without"),
    *("would", "shall"),
)


@cache
def stop_words() -> frozenset[str]:
    """In lower case."""
    from bm25s import stopwords

    listed = (
        stopwords.STOPWORDS_EN_PLUS,
        stopwords.STOPWORDS_GERMAN,
        stopwords.STOPWORDS_FRENCH,
        stopwords.STOPWORDS_SPANISH,
        stopwords.STOPWORDS_PORTUGUESE,
    )
    return frozenset({*ENGLISH, *INDONESIAN}.union(*listed))
