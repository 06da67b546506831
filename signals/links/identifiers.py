"""Groups that share an identifier (a device, a payout account): connected through targets that few sources share."""

import numpy as np

from signals.links.agreement import MAX_SHARERS
from signals.links.edges import Relation, graph_of
from signals.links.errors import LinksExtraMissingError
from signals.links.group import LinkGroup, group_id, with_acts

MIN_SHARERS = 2
MAX_COMPONENT = 300


def identifier_groups(relation: Relation) -> tuple[LinkGroup, ...]:
    """Sharing one identifier proves little: such a group has no p-value of its own, and counts only where another
    relation agrees. Components larger than `MAX_COMPONENT` come of identifiers that strangers share: left out."""
    try:
        import rustworkx
    except ImportError as error:
        raise LinksExtraMissingError("graphs need rustworkx: pip install 'clausewise[intelligence]'") from error
    graph = graph_of(relation)
    sharers = np.bincount(graph.matrix.indices, minlength=len(graph.targets))
    identifying = (sharers >= MIN_SHARERS) & (sharers <= MAX_SHARERS)
    rows, columns = graph.rows()
    inside = identifying[columns]
    ends = rustworkx.PyGraph()
    ends.add_nodes_from(range(len(graph.sources) + len(graph.targets)))
    shifted = columns[inside] + len(graph.sources)
    ends.add_edges_from_no_data(list(zip(rows[inside].tolist(), shifted.tolist(), strict=True)))
    groups = []
    for component in rustworkx.connected_components(ends):
        nodes = np.array(sorted(component), dtype=np.int64)
        members = nodes[nodes < len(graph.sources)]
        if 2 <= len(members) <= MAX_COMPONENT:
            targets = nodes[nodes >= len(graph.sources)] - len(graph.sources)
            ids = tuple(graph.sources[members].tolist())
            group = LinkGroup(group_id(ids), (relation.name,), ids, tuple(graph.targets[targets].tolist()))
            groups.append(with_acts(group, relation))
    return tuple(sorted(groups, key=lambda group: (-group.size, group.group_id)))
