"""S-FFSD, a semi-simulated log of purchases: from what came before a purchase, whether it was labelled as fraud."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signals.behaviour.key_features import code_features, pace_features
from signals.behaviour.past import Floats, Ints, Past, joined
from signals.behaviour.tree_fitting import LabelledRows

WINDOWS = (10, 100, 1_000, 10_000)  # the data count purchases and tell no time of day
UNLABELLED = 2
SMALLEST_DEVIATION = 0.1


@dataclass(frozen=True, eq=False)
class Purchases:
    """In the order of time. `label`: 1 is fraud, 0 is none, UNLABELLED the others."""

    at: Ints
    source: Ints
    target: Ints
    place: Ints
    kind: Ints
    amount: Floats
    label: Ints

    @property
    def is_labelled(self) -> NDArray[np.bool_]:
        return np.asarray(self.label != UNLABELLED)

    def moment(self, share: float) -> float:
        """Before which this share of the labelled purchases was made."""
        return float(np.quantile(self.at[self.is_labelled], share))


def read_purchases(folder: Path) -> Purchases:
    table = np.genfromtxt(folder / "S-FFSD.csv", delimiter=",", skip_header=1, dtype=str)
    table = table[np.argsort(table[:, 0].astype(np.int64), kind="stable")]
    source, target, place, kind = (np.unique(table[:, column], return_inverse=True)[1] for column in (1, 2, 4, 5))
    return Purchases(
        at=table[:, 0].astype(np.int64),
        source=source.astype(np.int64),
        target=target.astype(np.int64),
        place=place.astype(np.int64),
        kind=kind.astype(np.int64),
        amount=table[:, 3].astype(np.float64),
        label=table[:, 6].astype(np.int64),
    )


def own_features(purchases: Purchases) -> dict[str, Floats]:
    """Of the purchase alone, without what came before it."""
    amount, place, kind = purchases.amount, purchases.place, purchases.kind
    return {"amount": np.log1p(amount), "place": place.astype(np.float64), "kind": kind.astype(np.float64)}


def past_features(purchases: Purchases) -> dict[str, Floats]:
    """From the earlier purchases with the same source, target, place, kind, or two of them. No label is read."""
    source, target, place, kind = purchases.source, purchases.target, purchases.place, purchases.kind
    keys = {
        "source": (source, {"target": target, "place": place, "kind": kind}),
        "target": (target, {"source": source, "place": place, "kind": kind}),
        "source and target": (joined(source, target), {"place": place, "kind": kind}),
        "place": (place, {"source": source, "target": target}),
        "kind": (kind, {"source": source, "place": place}),
        "source and place": (joined(source, place), {"target": target}),
        "source and kind": (joined(source, kind), {"target": target}),
        "target and place": (joined(target, place), {"source": source, "kind": kind}),
    }
    amount = purchases.amount
    found = {"amount": np.log1p(amount), "whole amount": (amount == np.round(amount)).astype(np.float64)}
    for name, (key, codes) in keys.items():
        past = Past(key, purchases.at)
        features = {
            **pace_features(past, WINDOWS),
            **amount_features(past, amount),
            **code_features(past, key, purchases.at, codes),
        }
        found |= {f"{name}: {feature}": values for feature, values in features.items()}
    return found


def labelled_rows(purchases: Purchases, features: dict[str, Floats], start: float, end: float) -> LabelledRows:
    """The labelled purchases from one moment to another."""
    chosen = purchases.is_labelled & (purchases.at >= start) & (purchases.at < end)
    return LabelledRows(
        features=tuple(features),
        rows=np.column_stack([values[chosen] for values in features.values()]),
        owners=purchases.source[chosen],
        is_violation=purchases.label[chosen] == 1,
        day=int(purchases.at[chosen].max()),
    )


def amount_features(past: Past, amounts: Floats) -> dict[str, Floats]:
    """`amounts` are positive; whole ones are told apart, because people choose them."""
    logs, before = np.log1p(amounts), past.before(amounts)
    usual, spread = past.mean(logs), past.deviation(logs)
    same = np.where(np.isnan(before), np.nan, before == amounts)
    return {
        "usual_amount": usual,
        "amount_spread": spread,
        "amount_against_usual": logs - usual,
        "amount_in_spreads": (logs - usual) / (spread + SMALLEST_DEVIATION),
        "amount_against_last": logs - past.before(logs),
        "same_amount": same,
        "same_amount_share": past.mean(same),
        "whole_amount_share": past.mean((amounts == np.round(amounts)).astype(np.float64)),
    }
