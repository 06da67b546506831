WITH uses AS (
    SELECT creator_id, product_id, at, 1 AS posts, 0 AS live_sessions, 0 AS orders
    FROM posts
    WHERE day = :day AND product_id IS NOT NULL
    UNION ALL
    SELECT creator_id, product_id, at, 0, 1, 0
    FROM live_sessions
    WHERE day = :day AND product_id IS NOT NULL
    UNION ALL
    SELECT creator_id, product_id, at, 0, 0, 1
    FROM orders
    WHERE day = :day
)
SELECT :day AS day, u.creator_id, u.product_id, MAX(c.market) AS market,
       MIN(u.at) AS first_at, MAX(u.at) AS last_at,
       SUM(u.posts) AS posts, SUM(u.live_sessions) AS live_sessions, SUM(u.orders) AS orders
FROM uses AS u
LEFT JOIN creators AS c ON c.creator_id = u.creator_id AND c.day <= :day
GROUP BY u.creator_id, u.product_id
