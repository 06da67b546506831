"""Runs librdkafka's mock cluster until standard input ends, and prints its address. It imports nothing of the tree."""

import ctypes
import sys
from pathlib import Path

PRODUCER = 0  # rd_kafka_type_t


def _serve() -> None:
    """By librdkafka's C interface, because the Python one cannot shorten the wait before a group's first rebalance."""
    import confluent_kafka

    folder = Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"
    library = ctypes.CDLL(str(next(folder.glob("librdkafka*"))))
    text = ctypes.create_string_buffer(512)
    library.rd_kafka_conf_new.restype = ctypes.c_void_p
    library.rd_kafka_new.restype = library.rd_kafka_handle_mock_cluster.restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    conf = ctypes.c_void_p(library.rd_kafka_conf_new())
    for name, value in ((b"test.mock.num.brokers", b"1"), (b"log_level", b"0")):
        library.rd_kafka_conf_set(conf, name, value, text, len(text))
    cluster = library.rd_kafka_handle_mock_cluster(
        ctypes.c_void_p(library.rd_kafka_new(PRODUCER, conf, text, len(text)))
    )
    library.rd_kafka_mock_group_initial_rebalance_delay_ms(ctypes.c_void_p(cluster), 0)
    print(library.rd_kafka_mock_cluster_bootstraps(ctypes.c_void_p(cluster)).decode(), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
