"""Seeds of groups: sources beside the sources that share most with them, the most surprising first."""

from dataclasses import dataclass

import numpy as np

from signals.links.edges import Floats, Ints
from signals.links.projection import SharedPairs

NEAREST = 15


@dataclass(frozen=True, eq=False)
class Seeds:
    """For each source with a pair, its nearest sources and itself: `members[start[i]:start[i + 1]]`. `order` lists the
    sources by the surprise of those pairs together, highest first."""

    sources: Ints
    start: Ints
    members: Ints
    order: Ints

    def group(self, position: int) -> Ints:
        """The seed source and its nearest ones."""
        nearest = self.members[self.start[position] : self.start[position + 1]]
        return np.sort(np.append(nearest, self.sources[position]))


def seeds_of(pairs: SharedPairs) -> Seeds:
    """Ties go to the lower index, so the seeds depend on the graph alone."""
    source = np.concatenate([pairs.first, pairs.second])
    other = np.concatenate([pairs.second, pairs.first])
    surprise = np.concatenate([pairs.surprise, pairs.surprise])
    order = np.lexsort((other, -surprise, source))
    source, other, surprise = source[order], other[order], surprise[order]
    inside = np.arange(len(source)) - np.searchsorted(source, source) < NEAREST
    source, other, surprise = source[inside], other[inside], surprise[inside]
    sources, start = np.unique(source, return_index=True)
    strength: Floats = np.add.reduceat(surprise, start) if len(source) else np.empty(0)
    return Seeds(sources, np.append(start, len(source)), other, np.lexsort((sources, -strength)))
