WITH windows AS (
    SELECT 14 AS window_days
    UNION ALL
    SELECT 28
),
activity AS (
    SELECT w.window_days, d.creator_id,
           SUM(CASE WHEN d.posts > 0 THEN 1 ELSE 0 END) AS active_days,
           SUM(d.posts) AS posts, SUM(d.videos) AS videos, SUM(d.timed_posts) AS timed_posts,
           SUM(d.night_posts) AS night_posts, SUM(d.gaps) AS gaps, SUM(d.gap_seconds) AS gap_seconds,
           MAX(d.longest_gap) AS longest_gap, SUM(d.bursts) AS bursts, SUM(d.live_sessions) AS live_sessions,
           SUM(d.orders) AS orders, SUM(d.amount) AS amount, SUM(d.refunds) AS refunds,
           SUM(d.complaints) AS complaints, SUM(d.sampled_views) AS sampled_views, SUM(d.views) AS views,
           SUM(d.likes) AS likes, SUM(d.follows) AS follows, SUM(d.copies_of_others) AS copies_of_others,
           SUM(d.copies_of_own) AS copies_of_own, SUM(d.violations) AS violations
    FROM creator_day AS d
    JOIN windows AS w ON d.day > :day - w.window_days
    WHERE d.day BETWEEN :day - 27 AND :day
    GROUP BY w.window_days, d.creator_id
),
caption_counts AS (
    SELECT w.window_days, p.creator_id, p.caption_key, COUNT(*) AS posts
    FROM posts AS p
    JOIN windows AS w ON p.day > :day - w.window_days
    WHERE p.day BETWEEN :day - 27 AND :day AND p.caption_key IS NOT NULL
    GROUP BY w.window_days, p.creator_id, p.caption_key
),
captions AS (
    SELECT window_days, creator_id, SUM(posts) AS posts, COUNT(*) AS captions, MAX(posts) AS top
    FROM caption_counts
    GROUP BY window_days, creator_id
),
product_counts AS (
    SELECT w.window_days, p.creator_id, p.product_id, COUNT(*) AS posts
    FROM posts AS p
    JOIN windows AS w ON p.day > :day - w.window_days
    WHERE p.day BETWEEN :day - 27 AND :day AND p.product_id IS NOT NULL
    GROUP BY w.window_days, p.creator_id, p.product_id
),
products_of AS (
    SELECT window_days, creator_id, SUM(posts) AS posts, COUNT(*) AS products, MAX(posts) AS top,
           SUM(posts * posts) AS squares
    FROM product_counts
    GROUP BY window_days, creator_id
)
SELECT :day AS day, a.creator_id, a.window_days, c.market, a.active_days,
       a.posts, a.videos, a.timed_posts, a.night_posts, a.gaps, a.gap_seconds, a.longest_gap, a.bursts,
       a.live_sessions, a.orders, a.amount, a.refunds, a.complaints, a.sampled_views, a.views, a.likes, a.follows,
       a.copies_of_others, a.copies_of_own, a.violations,
       COALESCE(t.posts, 0) AS captioned_posts,
       COALESCE(t.captions, 0) AS distinct_captions,
       COALESCE(t.top, 0) AS top_caption_posts,
       COALESCE(p.posts, 0) AS product_posts,
       COALESCE(p.products, 0) AS products,
       COALESCE(p.top, 0) AS top_product_posts,
       COALESCE(p.squares, 0) AS product_squares
FROM activity AS a
LEFT JOIN captions AS t ON t.window_days = a.window_days AND t.creator_id = a.creator_id
LEFT JOIN products_of AS p ON p.window_days = a.window_days AND p.creator_id = a.creator_id
LEFT JOIN creators AS c ON c.creator_id = a.creator_id AND c.day <= :day
