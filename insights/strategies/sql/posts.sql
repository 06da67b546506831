WITH copied AS (
    SELECT c.post_id, MAX(c.coverage) AS coverage
    FROM copies AS c
    JOIN posts AS later ON later.post_id = c.post_id
    JOIN posts AS earlier ON earlier.post_id = c.of_post_id AND earlier.day <= :day
    WHERE later.day = :day AND c.day <= :day AND later.creator_id <> earlier.creator_id
    GROUP BY c.post_id
)
SELECT p.post_id, p.creator_id, p.market, p.language, p.kind, p.duration_s,
       LENGTH(p.caption) AS caption_chars,
       CASE WHEN p.product_id IS NULL THEN 0 ELSE 1 END AS has_product,
       COALESCE(c.coverage, 0.0) AS copied
FROM posts AS p
LEFT JOIN copied AS c ON c.post_id = p.post_id
WHERE p.day = :day
ORDER BY p.post_id
