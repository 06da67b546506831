"""Builds the chat client."""

import httpx2
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from llm.options import LlmOptions


def open_chat(options: LlmOptions, http: httpx2.Client) -> BaseChatModel:
    """Retries and times are the business of `http`. Chat Completions only: it is what other servers speak too."""
    return ChatOpenAI(
        model=options.chat_model,
        api_key=SecretStr(options.key),
        base_url=options.address,
        temperature=options.temperature,
        max_retries=0,
        use_responses_api=False,
        http_client=http,
    )
