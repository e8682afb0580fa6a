"""What the demo model says."""

_OPENING = r"""# Hello from the demo model

**I am not a real model.** Palaver found no provider, so this built-in text stands in for one: it is
the same whatever you ask. Set `OPENAI_API_KEY`, or start Ollama, LM Studio or llama.cpp on this
machine, and a real model answers here.

Until then, here is what an answer can hold.
"""

_TOUR = r"""
## Words

*Emphasis*, **strong emphasis**, ~~second thoughts~~, `inline code`, and a
[link](https://www.djangoproject.com/) that opens in a new tab. Ünïcödé is welcome: 你好,
こんにちは, שלום, a family 👨‍👩‍👧‍👦, and a footnote[^1].

> A quotation keeps its distance from the rest.
>
> It may have more than one paragraph.

## Lists

1. First, the question is written to the database.
2. Then the answer arrives,
   - word by word,
   - as finished HTML,
   - and every word is stored before it is shown.
3. Reload the page now, in the middle: nothing is lost.

- [x] Streams
- [x] Survives a restart
- [ ] Makes coffee

## A table

| Language | Year | Typed | Known for          |
|:---------|-----:|:-----:|--------------------|
| Fortran  | 1957 |   ✓   | numbers            |
| Lisp     | 1958 |       | parentheses        |
| Python   | 1991 |       | batteries included |
| Rust     | 2015 |   ✓   | the borrow checker |

## Code

```python
def fibonacci(limit: int) -> list[int]:
    "All Fibonacci numbers below `limit`."
    numbers, a, b = [], 0, 1
    while a < limit:
        numbers.append(a)
        a, b = b, a + b
    return numbers


print(fibonacci(100))
```

```sql
SELECT chat.title, count(*) AS messages
FROM chat JOIN message ON message.chat_id = chat.id
GROUP BY chat.id
ORDER BY messages DESC;
```

## Mathematics

The identity $e^{i\pi} + 1 = 0$ fits into a line. Larger formulas get a line of their own:

$$
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}
$$

## A diagram

```mermaid
flowchart LR
    provider[Provider] -->|tokens| runner[Runner]
    runner -->|append| log[(Log)]
    log -->|hint| hub[Hub]
    hub -->|frames| browser[Browser]
```

---

That is all. Try **Stop** in the middle of an answer, then **Continue**.

[^1]: Footnotes gather at the end.
"""

_STEP = r"""
### Step {number} of {total}

This is paragraph {number}. It says nothing new, but it says it at length, so that you can scroll
away while the text grows, come back, switch tabs, or reload the page. The square of {number} is
{square}, and $\sqrt{{{square}}} = {number}$.

- {number} sheep jumped over the fence,
- {double} ears went with them.

```python
assert {number} ** 2 == {square}
```
"""

STEPS = 40


def _step(number: int) -> str:
    return _STEP.format(number=number, total=STEPS, square=number**2, double=number * 2)


TOUR = _OPENING + _TOUR
LONG = _OPENING + "".join(_step(number) for number in range(1, STEPS + 1))
