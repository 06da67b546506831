SELECT s.decision_id, s.creator_id, s.first_outcome, s.outcome, s.reviewed_at, s.appealed_at, s.closed_at,
       s.appeal_result, s.post_id, d.day AS on_day, c.market, c.language, c.day AS joined_day, f.views,
       CASE WHEN k.post_id IS NULL THEN 0 ELSE 1 END AS copied
FROM (
    SELECT decision_id, creator_id, post_id, first_outcome, outcome, reviewed_at, appealed_at, closed_at,
           appeal_result, ROW_NUMBER() OVER (PARTITION BY decision_id ORDER BY day DESC) AS place
    FROM decision_states
    WHERE day <= :day
) AS s
JOIN decisions AS d ON d.decision_id = s.decision_id
LEFT JOIN creators AS c ON c.creator_id = s.creator_id AND c.day <= :day
LEFT JOIN creator_features AS f ON f.creator_id = s.creator_id AND f.day = d.day - 1 AND f.window_days = 28
LEFT JOIN (
    SELECT DISTINCT l.post_id
    FROM copies AS l
    JOIN posts AS p ON p.post_id = l.post_id
    JOIN posts AS o ON o.post_id = l.of_post_id
    WHERE l.day <= :day AND o.creator_id <> p.creator_id
) AS k ON k.post_id = s.post_id
WHERE s.place = 1 AND d.day > :day - :days AND d.day <= :day
ORDER BY d.at, s.decision_id
