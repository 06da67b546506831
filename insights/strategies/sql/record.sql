SELECT creator_id, decisions, violations, severe_violations, overturned, clauses
FROM creator_record
WHERE day = :day
ORDER BY creator_id
