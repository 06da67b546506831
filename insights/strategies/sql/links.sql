WITH seen AS (
    SELECT DISTINCT creator_id, device FROM device_edges WHERE day BETWEEN :day - 27 AND :day
),
paid AS (
    SELECT DISTINCT creator_id, payout FROM payout_edges WHERE day BETWEEN :day - 27 AND :day
),
search AS (
    SELECT MAX(day) AS day FROM link_days WHERE day BETWEEN :day - 29 AND :day
),
parts AS (
    SELECT a.creator_id, COUNT(DISTINCT b.creator_id) AS devices, 0 AS payouts, 0 AS members, 0.0 AS priority
    FROM seen AS a
    JOIN seen AS b ON b.device = a.device AND b.creator_id <> a.creator_id
    GROUP BY a.creator_id
    UNION ALL
    SELECT a.creator_id, 0, COUNT(DISTINCT b.creator_id), 0, 0.0
    FROM paid AS a
    JOIN paid AS b ON b.payout = a.payout AND b.creator_id <> a.creator_id
    GROUP BY a.creator_id
    UNION ALL
    SELECT m.creator_id, 0, 0, MAX(g.size), 0.0
    FROM link_members AS m
    JOIN search AS s ON s.day = m.day
    JOIN link_groups AS g ON g.day = m.day AND g.group_id = m.group_id AND g.explained = 0
    GROUP BY m.creator_id
    UNION ALL
    SELECT t.creator_id, 0, 0, 0, t.priority
    FROM link_attention AS t
    JOIN search AS s ON s.day = t.day
    WHERE t.expires_on > :day
)
SELECT creator_id,
       CAST(SUM(devices) AS BIGINT) AS shared_devices,
       CAST(SUM(payouts) AS BIGINT) AS shared_payouts,
       CAST(SUM(members) AS BIGINT) AS group_size,
       SUM(priority) AS priority
FROM parts
GROUP BY creator_id
ORDER BY creator_id
