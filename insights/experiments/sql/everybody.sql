SELECT creator_id, 'all' AS arm, :last_start AS start_day
FROM creators
WHERE day < :last_start
