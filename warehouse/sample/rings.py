"""Likes of the planted rings: members like the same few posts of members, soon after they appear."""

from dataclasses import dataclass

import numpy as np

from warehouse.loading.derived import DAY_SECONDS
from warehouse.sample.audience import Reactions
from warehouse.sample.groups import Groups, Ring
from warehouse.sample.options import SampleOptions
from warehouse.sample.population import Ints, Population
from warehouse.sample.posts import Posts

TARGETS = 24
ACTIVE_DAYS = 40
HASTE_SECONDS = 3 * 3600


@dataclass(frozen=True)
class RingActivity:
    """`targets`: the posts that the ring pushes."""

    ring: Ring
    targets: Ints


def plan_activity(options: SampleOptions, groups: Groups, posts: Posts) -> tuple[RingActivity, ...]:
    random = options.random(16)
    activities = []
    for ring in groups.rings:
        first = ring.first_day * DAY_SECONDS
        in_time = (posts.at >= first) & (posts.at < first + ACTIVE_DAYS * DAY_SECONDS)
        own = np.flatnonzero(np.isin(posts.creator, ring.members) & in_time)
        targets = np.sort(random.choice(own, min(TARGETS, len(own)), replace=False))
        activities.append(RingActivity(ring, targets))
    return tuple(activities)


def ring_reactions(
    options: SampleOptions, population: Population, posts: Posts, activities: tuple[RingActivity, ...]
) -> Reactions:
    """Each member likes each target with the probability of the ring, beside the member's ordinary likes."""
    random = options.random(17)
    actors, targets = [], []
    for activity in activities:
        members = np.array(activity.ring.members)
        actor = np.repeat(members, len(activity.targets))
        target = np.tile(activity.targets, len(members))
        chosen = random.random(len(actor)) < activity.ring.participation
        actors.append(actor[chosen])
        targets.append(target[chosen])
    actor, post = np.concatenate(actors), np.concatenate(targets)
    at = posts.at[post] + (random.exponential(HASTE_SECONDS, len(post)) + 20).astype(np.int64)
    valid = (at < options.end) & (actor != posts.creator[post]) & (population.joined_at[actor] < at)
    return Reactions(actor[valid], post[valid], at[valid], np.zeros(int(valid.sum()), bool))


def friendly_reactions(options: SampleOptions, groups: Groups, population: Population, posts: Posts) -> Reactions:
    """Likes among the members of an agency or a household, which are no ring."""
    random = options.random(18)
    actors, targets = [], []
    for members, share in [*((a, 0.02) for a in groups.agencies), *((h, 0.3) for h in groups.households)]:
        post = np.flatnonzero(np.isin(posts.creator, members))
        actor, target = np.repeat(np.array(members), len(post)), np.tile(post, len(members))
        chosen = random.random(len(actor)) < share
        actors.append(actor[chosen])
        targets.append(target[chosen])
    actor, post = np.concatenate(actors), np.concatenate(targets)
    at = posts.at[post] + (random.exponential(12 * 3600, len(post)) + 20).astype(np.int64)
    valid = (at < options.end) & (actor != posts.creator[post]) & (population.joined_at[actor] < at)
    return Reactions(actor[valid], post[valid], at[valid], np.zeros(int(valid.sum()), bool))
