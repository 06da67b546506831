SELECT orders.creator_id AS creator_id, COUNT(DISTINCT orders.buyer) AS buyers
FROM orders
LEFT JOIN refunds ON refunds.order_id = orders.order_id AND refunds.day <= :as_of
WHERE orders.day > :after AND orders.day <= :day AND refunds.order_id IS NULL
GROUP BY orders.creator_id
ORDER BY orders.creator_id
