SELECT creator_id, posts, bursts, complaints
FROM creator_day
WHERE day = :day
ORDER BY creator_id
