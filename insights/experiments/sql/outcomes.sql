SELECT
  u.creator_id AS creator_id,
  u.arm AS arm,
  u.start_day AS start_day,
  SUM(CASE WHEN m.day >= u.start_day THEN m.numerator ELSE 0 END) AS numerator,
  SUM(CASE WHEN m.day >= u.start_day THEN m.denominator ELSE 0 END) AS denominator,
  SUM(CASE WHEN m.day < u.start_day THEN m.numerator ELSE 0 END) AS numerator_before,
  SUM(CASE WHEN m.day < u.start_day THEN m.denominator ELSE 0 END) AS denominator_before
FROM ({units}) u
LEFT JOIN ({metric}) m
  ON m.creator_id = u.creator_id
  AND m.day >= u.start_day - :covariate_days
  AND m.day < u.start_day + :outcome_days
GROUP BY u.creator_id, u.arm, u.start_day
ORDER BY u.creator_id, u.arm, u.start_day
