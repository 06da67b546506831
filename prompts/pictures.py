"""Adds the pictures of a post to a question: what they are, and how a model cites them."""

from collections.abc import Sequence
from dataclasses import replace

from prompts.fence import Fence
from prompts.parts import FOLDER, Prompt
from prompts.render import render


def with_pictures(prompt: Prompt, names: Sequence[str], fence: Fence) -> Prompt:
    """`names`: of the pictures, in the order in which they follow the message; they come from outside. Without any, the
    prompt is the same as before."""
    if not names:
        return prompt
    listed = [(number, fence.wrap(f"name of picture {number}", name)) for number, name in enumerate(names, 1)]
    blocks = render(f"{FOLDER}/pictures.j2", {"pictures": listed, "count": len(names)})
    return replace(prompt, system=_joined(prompt.system, blocks["system"]), user=_joined(prompt.user, blocks["user"]))


def _joined(text: str, added: str) -> str:
    return f"{text.rstrip()}\n\n\n{added.strip()}\n"
