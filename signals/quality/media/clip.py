"""A picture or a clip as it is measured: grey frames with their times, and the loudness of the sound."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Clip:
    """`frames`: shape (n, height, width). `times`: the second of each frame, rising. `loudness`: for each tenth of a
    second its root mean square as a share of full scale; None if the file has no sound track. `seconds_unread`: what
    the limits left out at the end."""

    frames: Grey
    times: Floats
    loudness: Floats | None = None
    seconds_unread: float = 0.0

    @property
    def is_moving_picture(self) -> bool:
        return len(self.frames) > 1

    @property
    def share_read(self) -> float:
        read = float(self.times[-1] - self.times[0]) if len(self.times) else 0.0
        return read / (read + self.seconds_unread) if self.seconds_unread > 0 else 1.0
