WITH changed AS (
    SELECT decision_id FROM decisions WHERE day = :day
    UNION
    SELECT decision_id FROM reviews WHERE day = :day
    UNION
    SELECT decision_id FROM appeals WHERE day = :day
    UNION
    SELECT decision_id FROM appeals WHERE closed_at >= :day * 86400 AND closed_at < (:day + 1) * 86400
),
last_reviews AS (
    SELECT r.decision_id, r.at, r.outcome,
           ROW_NUMBER() OVER (PARTITION BY r.decision_id ORDER BY r.at DESC, r.review_id DESC) AS place
    FROM reviews AS r
    JOIN changed AS n ON n.decision_id = r.decision_id
    WHERE r.day <= :day
),
last_appeals AS (
    SELECT a.decision_id, a.at,
           CASE WHEN a.closed_at < (:day + 1) * 86400 THEN a.closed_at END AS closed_at,
           CASE WHEN a.closed_at < (:day + 1) * 86400 THEN a.result END AS result,
           ROW_NUMBER() OVER (PARTITION BY a.decision_id ORDER BY a.at DESC, a.appeal_id DESC) AS place
    FROM appeals AS a
    JOIN changed AS n ON n.decision_id = a.decision_id
    WHERE a.day <= :day
)
SELECT :day AS day, d.decision_id, d.creator_id, d.post_id, d.at,
       d.outcome AS first_outcome,
       CASE WHEN a.result = 'overturned' AND (r.at IS NULL OR r.at <= a.closed_at) THEN 'no_violation'
            ELSE COALESCE(r.outcome, d.outcome) END AS outcome,
       d.clause_id, d.severity,
       r.at AS reviewed_at, a.at AS appealed_at, a.closed_at, a.result AS appeal_result
FROM decisions AS d
JOIN changed AS n ON n.decision_id = d.decision_id
LEFT JOIN last_reviews AS r ON r.decision_id = d.decision_id AND r.place = 1
LEFT JOIN last_appeals AS a ON a.decision_id = d.decision_id AND a.place = 1
WHERE d.day <= :day
