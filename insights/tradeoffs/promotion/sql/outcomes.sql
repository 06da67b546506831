SELECT creator_id, SUM(views) AS views, SUM(amount) AS amount, SUM(orders) AS orders,
       SUM(complaints) AS complaints, SUM(refunds) AS refunds, SUM(violations) AS violations, SUM(posts) AS posts
FROM creator_day
WHERE day > :day AND day <= :last_day
GROUP BY creator_id
ORDER BY creator_id
