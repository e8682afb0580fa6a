"""What Chainlit runs: an answer as its documentation streams one."""

import os

import chainlit
from openai import AsyncOpenAI

client = AsyncOpenAI(base_url=os.environ["PROVIDER"], api_key="none")


@chainlit.on_message  # type: ignore[untyped-decorator]  # it is installed elsewhere
async def answer(question: chainlit.Message) -> None:
    said = chainlit.Message(content="")
    parts = await client.chat.completions.create(
        model="model", messages=[{"role": "user", "content": question.content}], stream=True
    )
    async for part in parts:
        if part.choices and (token := part.choices[0].delta.content):
            await said.stream_token(token)
    await said.update()
