"""The 95% interval of a share."""

Z = 1.96


def wilson(count: int, total: int) -> tuple[float, float] | None:
    """Wilson (1927); None of no cases."""
    if not total:
        return None
    share, spread = count / total, Z**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * (share * (1 - share) / total + Z**2 / (4 * total**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
