SELECT creator_id, arm, day AS start_day
FROM assignments
WHERE experiment = :experiment AND day <= :last_start
