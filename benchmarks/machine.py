"""Describes the machine of a measurement in one line."""

import os
import platform
import re
from pathlib import Path


def machine() -> str:
    """For example `AMD EPYC, 2 cores, 24 GB, Linux, Python 3.11.9; load 0.1`."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {system}; load {os.getloadavg()[0]:.1f}"


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    match = re.search(r"^model name\s*:\s*(.+)$", file.read_text(), re.MULTILINE) if file.exists() else None
    return match[1] if match else platform.processor() or platform.machine()
