WITH posted AS (
    SELECT creator_id, post_id, at, hour, kind,
           LAG(at) OVER (PARTITION BY creator_id ORDER BY at, post_id) AS earlier_at
    FROM posts
    WHERE day = :day
),
last_before AS (
    SELECT creator_id, MAX(at) AS at
    FROM posts
    WHERE day BETWEEN :day - 28 AND :day - 1
    GROUP BY creator_id
),
gaps AS (
    SELECT p.creator_id, p.kind, p.hour, p.at - COALESCE(p.earlier_at, b.at) AS gap
    FROM posted AS p
    LEFT JOIN last_before AS b ON b.creator_id = p.creator_id
),
post_parts AS (
    SELECT creator_id,
           COUNT(*) AS posts,
           SUM(CASE WHEN kind = 'video' THEN 1 ELSE 0 END) AS videos,
           COUNT(hour) AS timed_posts,
           SUM(CASE WHEN hour < 6 THEN 1 ELSE 0 END) AS night_posts,
           COUNT(gap) AS gaps,
           SUM(COALESCE(gap, 0)) AS gap_seconds,
           MAX(COALESCE(gap, 0)) AS longest_gap,
           SUM(CASE WHEN gap <= 600 THEN 1 ELSE 0 END) AS bursts
    FROM gaps
    GROUP BY creator_id
),
parts AS (
    SELECT creator_id, 'post' AS part, 0 AS number, 0.0 AS value FROM post_parts
    UNION ALL
    SELECT creator_id, 'live', COUNT(*), 0.0 FROM live_sessions WHERE day = :day GROUP BY creator_id
    UNION ALL
    SELECT creator_id, 'order', COUNT(*), SUM(amount) FROM orders WHERE day = :day GROUP BY creator_id
    UNION ALL
    SELECT creator_id, 'refund', COUNT(*), 0.0 FROM refunds WHERE day = :day GROUP BY creator_id
    UNION ALL
    SELECT creator_id, 'complaint', COUNT(*), 0.0 FROM complaints WHERE day = :day GROUP BY creator_id
    UNION ALL
    SELECT creator_id, 'view', COUNT(*), SUM(weight) FROM views_sample WHERE day = :day GROUP BY creator_id
    UNION ALL
    SELECT creator_id, kind, COUNT(*), 0.0 FROM reactions WHERE day = :day GROUP BY creator_id, kind
    UNION ALL
    SELECT later.creator_id,
           CASE WHEN later.creator_id = earlier.creator_id THEN 'own_copy' ELSE 'copy' END,
           COUNT(DISTINCT c.post_id),
           0.0
    FROM copies AS c
    JOIN posts AS later ON later.post_id = c.post_id
    JOIN posts AS earlier ON earlier.post_id = c.of_post_id
    WHERE c.day = :day AND later.day <= :day AND earlier.day <= :day
    GROUP BY later.creator_id, CASE WHEN later.creator_id = earlier.creator_id THEN 'own_copy' ELSE 'copy' END
    UNION ALL
    SELECT creator_id, 'violation', COUNT(*), 0.0
    FROM decisions
    WHERE day = :day AND outcome = 'violation'
    GROUP BY creator_id
),
counts AS (
    SELECT creator_id,
           SUM(CASE WHEN part = 'live' THEN number ELSE 0 END) AS live_sessions,
           SUM(CASE WHEN part = 'order' THEN number ELSE 0 END) AS orders,
           SUM(CASE WHEN part = 'order' THEN value ELSE 0.0 END) AS amount,
           SUM(CASE WHEN part = 'refund' THEN number ELSE 0 END) AS refunds,
           SUM(CASE WHEN part = 'complaint' THEN number ELSE 0 END) AS complaints,
           SUM(CASE WHEN part = 'view' THEN number ELSE 0 END) AS sampled_views,
           SUM(CASE WHEN part = 'view' THEN value ELSE 0.0 END) AS views,
           SUM(CASE WHEN part = 'like' THEN number ELSE 0 END) AS likes,
           SUM(CASE WHEN part = 'follow' THEN number ELSE 0 END) AS follows,
           SUM(CASE WHEN part = 'copy' THEN number ELSE 0 END) AS copies_of_others,
           SUM(CASE WHEN part = 'own_copy' THEN number ELSE 0 END) AS copies_of_own,
           SUM(CASE WHEN part = 'violation' THEN number ELSE 0 END) AS violations
    FROM parts
    GROUP BY creator_id
)
SELECT :day AS day, n.creator_id, c.market,
       COALESCE(p.posts, 0) AS posts,
       COALESCE(p.videos, 0) AS videos,
       COALESCE(p.timed_posts, 0) AS timed_posts,
       COALESCE(p.night_posts, 0) AS night_posts,
       COALESCE(p.gaps, 0) AS gaps,
       COALESCE(p.gap_seconds, 0) AS gap_seconds,
       COALESCE(p.longest_gap, 0) AS longest_gap,
       COALESCE(p.bursts, 0) AS bursts,
       n.live_sessions, n.orders, n.amount, n.refunds, n.complaints, n.sampled_views, n.views, n.likes, n.follows,
       n.copies_of_others, n.copies_of_own, n.violations
FROM counts AS n
LEFT JOIN post_parts AS p ON p.creator_id = n.creator_id
LEFT JOIN creators AS c ON c.creator_id = n.creator_id AND c.day <= :day
