Import(
  rules=[
    'models/base.sml',
    'models/post.sml',
  ]
)

PostId: Entity[str] = EntityJson(
  type='Post',
  path='$.post.id',
  coerce_type=True
)

PostOutcome = ClausewiseOutcome(post_id=PostId, creator_id=UserId, text=PostText)

PostViolates = Rule(
  when_all=[PostOutcome == 'violation'],
  description='Clausewise: the post violates a policy',
)

PostNeedsReview = Rule(
  when_all=[PostOutcome == 'needs_review'],
  description='Clausewise: a person should decide about the post',
)

WhenRules(
  rules_any=[PostViolates],
  then=[
    LabelAdd(entity=PostId, label='clausewise_violation'),
    LabelAdd(entity=UserId, label='clausewise_violated', expires_after=TimeDelta(days=90)),
  ],
)

WhenRules(
  rules_any=[PostNeedsReview],
  then=[
    LabelAdd(entity=PostId, label='clausewise_needs_review'),
  ],
)
