SELECT
  products.merchant_id AS merchant_id,
  COUNT(DISTINCT CASE WHEN refunds.order_id IS NULL THEN orders.buyer END) AS buyers,
  COUNT(*) AS orders,
  COUNT(refunds.order_id) AS returned
FROM orders
INNER JOIN products ON products.product_id = orders.product_id
LEFT JOIN refunds ON refunds.order_id = orders.order_id AND refunds.day <= :as_of
WHERE orders.day = :day
GROUP BY products.merchant_id
ORDER BY products.merchant_id
