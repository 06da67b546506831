"""The clocks of markets: hours ahead of UTC in the most populous zone, without summer time."""

import numpy as np
from numpy.typing import NDArray

HOURS_AHEAD = {
    market: ahead
    for ahead, markets in (
        (-6, ("MX",)),
        (-5, ("US", "CA", "CO", "PE")),
        (-4, ("CL",)),
        (-3, ("AR", "BR")),
        (0, ("GB", "IE", "PT")),
        (1, ("AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FR", "IT", "NL", "NO", "PL", "SE", "NG")),
        (2, ("EG", "FI", "GR", "RO", "UA", "ZA")),
        (3, ("KE", "SA", "TR")),
        (4, ("AE",)),
        (5, ("PK",)),
        (5.5, ("IN",)),
        (6, ("BD",)),
        (7, ("ID", "TH", "VN")),
        (8, ("CN", "HK", "MY", "PH", "SG", "TW")),
        (9, ("JP", "KR")),
        (10, ("AU",)),
        (12, ("NZ",)),
    )
    for market in markets
}


def local_hours(markets: NDArray[np.object_], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """The hour of the day, 0 to 23; nan for an unknown market."""
    names, places = np.unique(markets.astype(str), return_inverse=True)
    ahead = np.array([HOURS_AHEAD.get(name, np.nan) for name in names])[places]
    hours: NDArray[np.float64] = np.floor((at + ahead * 3600) / 3600 % 24)
    return hours
