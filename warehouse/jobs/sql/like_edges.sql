SELECT :day AS day, r.actor, r.post_id, MAX(r.creator_id) AS creator_id, MAX(c.market) AS market,
       MIN(r.at) AS first_at, MAX(r.at) AS last_at,
       SUM(CASE WHEN r.kind = 'like' THEN 1 ELSE 0 END) AS likes,
       SUM(CASE WHEN r.kind = 'follow' THEN 1 ELSE 0 END) AS follows
FROM reactions AS r
LEFT JOIN creators AS c ON c.creator_id = r.creator_id AND c.day <= :day
WHERE r.day = :day
GROUP BY r.actor, r.post_id
