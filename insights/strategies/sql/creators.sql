SELECT f.creator_id, c.market, c.language, (:day + 1) * 86400 - c.joined_at AS age_seconds,
       f.active_days, f.posts, f.timed_posts, f.night_posts, f.bursts, f.live_sessions, f.orders, f.amount,
       f.refunds, f.complaints, f.views, f.likes, f.follows, f.copies_of_others, f.copies_of_own,
       f.captioned_posts, f.distinct_captions, f.top_caption_posts, f.product_posts, f.top_product_posts
FROM creator_features AS f
LEFT JOIN creators AS c ON c.creator_id = f.creator_id AND c.day <= :day
WHERE f.day = :day AND f.window_days = 28
ORDER BY f.creator_id
