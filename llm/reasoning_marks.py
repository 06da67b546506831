"""The marks with which models begin and end their reasoning."""

from text.linear_patterns import linear_pattern

NAMES = r"(?:seed:)?(?:think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad)"
OPENING = (
    rf"<{NAMES}(?: [^<>]{{0,80}})?>|\[think\]"
    r"|\u25c1think\u25b7|<\|begin_of_thought\|>|<\|start_thinking\|>|<\|inner_prefix\|>|<unused94>"
    r"|<\|channel\|> ?(?:analysis|commentary)|<\|channel>thought|<details type=.reasoning.[^<>]{0,80}>"
)
CLOSING = (
    rf"</{NAMES}>|\[/think\]|\u25c1/think\u25b7|<\|end_of_thought\|>|<\|end_thinking\|>|<\|inner_suffix\|>|<unused95>"
    r"|<\|channel\|> ?final[^{]{0,40}<\|message\|>|<channel\|>|</details>|assistantfinal"
)
REASONING_MARK = linear_pattern(rf"(?P<opening>{OPENING})|(?P<closing>{CLOSING})", ignore_case=True)
