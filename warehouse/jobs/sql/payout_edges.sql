SELECT :day AS day, e.creator_id, e.payout, MAX(c.market) AS market,
       MIN(e.at) AS first_at, MAX(e.at) AS last_at, COUNT(*) AS events
FROM payouts AS e
LEFT JOIN creators AS c ON c.creator_id = e.creator_id AND c.day <= :day
WHERE e.day = :day
GROUP BY e.creator_id, e.payout
