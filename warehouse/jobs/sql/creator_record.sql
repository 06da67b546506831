WITH states AS (
    SELECT creator_id, at, first_outcome, outcome, clause_id, severity, appealed_at, closed_at,
           ROW_NUMBER() OVER (PARTITION BY decision_id ORDER BY day DESC) AS place
    FROM decision_states
    WHERE day <= :day AND at >= (:day - 89) * 86400
)
SELECT :day AS day, creator_id,
       COUNT(*) AS decisions,
       SUM(CASE WHEN outcome = 'violation' THEN 1 ELSE 0 END) AS violations,
       SUM(CASE WHEN outcome = 'violation' AND severity IN ('high', 'critical') THEN 1 ELSE 0 END)
           AS severe_violations,
       COUNT(DISTINCT CASE WHEN outcome = 'violation' THEN clause_id END) AS clauses,
       SUM(CASE WHEN first_outcome = 'violation' AND outcome <> 'violation' THEN 1 ELSE 0 END) AS overturned,
       COUNT(appealed_at) AS appeals,
       SUM(CASE WHEN appealed_at IS NOT NULL AND closed_at IS NULL THEN 1 ELSE 0 END) AS open_appeals,
       MAX(CASE WHEN outcome = 'violation' THEN at END) AS last_violation_at
FROM states
WHERE place = 1
GROUP BY creator_id
