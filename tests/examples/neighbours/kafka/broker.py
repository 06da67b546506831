"""A broker that speaks Kafka's protocol on loopback: librdkafka's mock cluster, in a process of its own.

It has topics, consumer groups and committed offsets. Its transactions take nothing back, so no test relies on them.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_broker() -> Iterator[str]:
    """The address, such as 127.0.0.1:9092."""
    argv = [sys.executable, str(Path(__file__).with_name("mock_cluster.py"))]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(30)
