SELECT
  c.market AS market,
  m.creator_id AS creator_id,
  m.day AS day,
  SUM(m.numerator) AS numerator,
  SUM(m.denominator) AS denominator
FROM ({metric}) m
JOIN creators c ON c.creator_id = m.creator_id
GROUP BY c.market, m.creator_id, m.day
ORDER BY c.market, m.creator_id, m.day
