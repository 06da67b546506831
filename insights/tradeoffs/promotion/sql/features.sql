SELECT f.*, c.day AS joined_day
FROM creator_features AS f
LEFT JOIN creators AS c ON c.creator_id = f.creator_id AND c.day <= :day
WHERE f.day = :day AND f.window_days = 28
ORDER BY f.creator_id
