WITH given AS (
    SELECT e.actor, a.agency_id, e.creator_id, e.post_id,
           MIN(CASE WHEN e.first_at - p.at <= 10800 THEN 1 ELSE 0 END) AS early
    FROM like_edges AS e
    JOIN creators AS a ON a.creator_id = e.actor AND a.day <= :day
    JOIN posts AS p ON p.post_id = e.post_id
    WHERE e.day BETWEEN :day - 27 AND :day AND e.likes > 0 AND e.actor <> e.creator_id
    GROUP BY e.actor, a.agency_id, e.creator_id, e.post_id
),
pairs AS (
    SELECT actor, creator_id, COUNT(*) AS likes, SUM(early) AS early
    FROM given
    GROUP BY actor, creator_id
),
by_actor AS (
    SELECT g.actor,
           SUM(g.likes) AS given,
           SUM(g.early) AS early,
           COUNT(*) AS creators,
           MAX(g.likes) AS top,
           SUM(CASE WHEN b.likes IS NOT NULL THEN g.likes ELSE 0 END) AS mutual,
           COUNT(b.likes) AS mutual_creators
    FROM pairs AS g
    LEFT JOIN pairs AS b ON b.actor = g.creator_id AND b.creator_id = g.actor
    GROUP BY g.actor
),
rare AS (
    SELECT post_id
    FROM given
    GROUP BY post_id
    HAVING COUNT(*) BETWEEN 2 AND 50
),
rare_likes AS (
    SELECT g.actor, g.agency_id, g.post_id, g.early
    FROM given AS g
    JOIN rare AS r ON r.post_id = g.post_id
),
shared AS (
    SELECT a.actor, b.actor AS other, COUNT(*) AS posts,
           SUM(CASE WHEN a.early = 1 AND b.early = 1 THEN 1 ELSE 0 END) AS early_posts
    FROM rare_likes AS a
    JOIN rare_likes AS b ON b.post_id = a.post_id AND b.actor <> a.actor
    WHERE COALESCE(a.agency_id, '') = '' OR COALESCE(b.agency_id, '') <> a.agency_id
    GROUP BY a.actor, b.actor
),
by_partner AS (
    SELECT actor,
           SUM(CASE WHEN posts >= 2 THEN 1 ELSE 0 END) AS partners,
           SUM(CASE WHEN early_posts >= 2 THEN 1 ELSE 0 END) AS early_partners,
           MAX(posts) AS max_shared
    FROM shared
    GROUP BY actor
)
SELECT n.actor AS creator_id, CAST(n.given AS BIGINT) AS given, CAST(n.early AS BIGINT) AS early, n.creators, n.top,
       CAST(n.mutual AS BIGINT) AS mutual, n.mutual_creators,
       CAST(COALESCE(s.partners, 0) AS BIGINT) AS partners,
       CAST(COALESCE(s.early_partners, 0) AS BIGINT) AS early_partners,
       COALESCE(s.max_shared, 0) AS max_shared
FROM by_actor AS n
LEFT JOIN by_partner AS s ON s.actor = n.actor
ORDER BY n.actor
