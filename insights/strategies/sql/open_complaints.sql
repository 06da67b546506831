WITH latest AS (
    SELECT decision_id, creator_id, post_id, outcome, at,
           ROW_NUMBER() OVER (PARTITION BY decision_id ORDER BY day DESC) AS place
    FROM decision_states
    WHERE day <= :day
),
violating AS (
    SELECT DISTINCT post_id FROM latest WHERE place = 1 AND outcome = 'violation' AND post_id IS NOT NULL
),
recent AS (
    SELECT DISTINCT creator_id FROM latest
    WHERE place = 1 AND outcome = 'violation' AND at >= (:day - 27) * 86400
)
SELECT c.complaint_id, c.creator_id, c.reason
FROM complaints AS c
LEFT JOIN violating AS p ON p.post_id = c.post_id
LEFT JOIN recent AS r ON r.creator_id = c.creator_id
WHERE c.day BETWEEN :day - 27 AND :day AND p.post_id IS NULL AND r.creator_id IS NULL
ORDER BY c.complaint_id
