SELECT a.audit_id, a.creator_id, a.post_id, a.outcome, a.weight, a.day AS on_day,
       c.market, c.language, c.day AS joined_day, f.views,
       CASE WHEN v.post_id IS NULL THEN 0 ELSE 1 END AS flagged,
       CASE WHEN k.post_id IS NULL THEN 0 ELSE 1 END AS copied
FROM audit_items AS a
LEFT JOIN (
    SELECT DISTINCT post_id
    FROM decisions
    WHERE day <= :day AND outcome = 'violation' AND post_id IS NOT NULL
) AS v ON v.post_id = a.post_id
LEFT JOIN creators AS c ON c.creator_id = a.creator_id AND c.day <= :day
LEFT JOIN creator_features AS f ON f.creator_id = a.creator_id AND f.day = a.day - 1 AND f.window_days = 28
LEFT JOIN (
    SELECT DISTINCT l.post_id
    FROM copies AS l
    JOIN posts AS p ON p.post_id = l.post_id
    JOIN posts AS o ON o.post_id = l.of_post_id
    WHERE l.day <= :day AND o.creator_id <> p.creator_id
) AS k ON k.post_id = a.post_id
WHERE a.day > :day - :days AND a.day <= :day
ORDER BY a.at, a.audit_id
