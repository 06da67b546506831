"""The machine that a measurement was taken on, in one line."""

import os
import platform
import re
from pathlib import Path


def machine() -> str:
    """Such as `AMD EPYC, 2 cores, 24 GB, Linux, Python 3.11.9`."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {system}; load {os.getloadavg()[0]:.1f}"


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", listing.read_text(), re.MULTILINE) if listing.exists() else None
    return found[1] if found else platform.processor() or platform.machine()
