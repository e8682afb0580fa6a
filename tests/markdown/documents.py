"""Random Markdown, made of what has ever been awkward, and random ways to cut it."""

from itertools import pairwise

from hypothesis import strategies as st

PLAIN = ["a", "word", "Text", "é", "漢字", "😀", "e\u0301", "\u00a0", " ", "  ", "    ", "\t"]
LINES = ["\n", "\n\n", "\r\n", "\r", "  \n", "\\\n", "x\n\n", "\n\n\n"]
MARKERS = ["- ", "* ", "+ ", "-", "1. ", "2) ", "10. ", "> ", ">", "# ", "###", "---", "***", "==="]
ITEMS = ["- a\n", "\n  - b\n", "\n\n- c\n", "1. a\n\n", "- [ ] ", "- [x] ", "    code\n", "- - "]
FENCES = ["```", "```py\n", "~~~", "```\n", "  ```\n", "`", "``"]
TABLES = ["|", "|a|b|\n", "|-|:-:|\n", "| 1 | 2 |\n", "--|--\n", "\n\n|a|b|\n|-|-:|\n"]
INLINE = ["*", "**", "_", "__", "~~", "[", "]", "(", ")", "![", "](http://x)", "](", "\\", "\\\\"]
MATH = ["$", "$$", "$5", "\\(", "\\)", "\\[", "\\]", "$x$", "\n\\[\n", "\n\\]\n"]
HTML = [
    "<b>",
    "</b>",
    "<script>",
    "<",
    "<!--",
    "-->",
    "<svg onload=x>",
    "<br>",
    "&amp;",
    "&#0;",
    "&",
]
LINKS = ["<https://a.b>", "<a@b.c>", "https://a.b/c", "[x](javascript:alert(1))", "[^1]"]
UNWANTED = ["\0", "\ud800", "\ufdd0", "\ufdd1", "\ufeff"]
NESTED = ["[![a](http://x)](http://y)", "![[b](http://x)](http://y)", "[a<https://b>](http://y)"]
FAR_REACHING = ["[a]: /u\n", "[a]", "[^1]: ", "\n\n[^1]: x\n", "[b]:\n", "'t", "[a][]"]

NEAR = [
    *(*PLAIN, *LINES, *MARKERS, *ITEMS, *FENCES, *TABLES),
    *(*INLINE, *MATH, *HTML, *LINKS, *UNWANTED, *NESTED),
]


CONTENTS = [
    *("a", "b", "word **bold** and `code`", "😀 é", "1", "-", "---", "===", "", "x" * 600),
    *("```", "```", "```py", "```a```", "~~~", "`b", "**c", "|a|b|", "|-|-|", "|1|2|", "a | b"),
    *("--|--", "# h", "[ ] t", "\\[", "\\]", "$$", "&nbsp;<b>", *NESTED),
]


def _texts(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=30).map("".join)


def _lines(contents: list[str]) -> st.SearchStrategy[str]:
    """Texts that are more like answers: lines of one kind follow one another."""
    marks = st.sampled_from(["", "", "- ", "- ", "* ", "1. ", "2) ", "> ", "    ", "  "])
    endings = st.sampled_from(["\n", "\n", "\n", "\n\n", "\n\n\n", "\n  ", "\n    "])
    line = st.tuples(marks, st.sampled_from(contents), endings).map("".join)
    return st.lists(line, max_size=12).map("".join)


def _cut(text: str) -> st.SearchStrategy[list[str]]:
    places = st.lists(st.integers(0, len(text)), max_size=12) | st.just(list(range(len(text))))
    return places.map(lambda cuts: _pieces(text, sorted(cuts)))


def _pieces(text: str, cuts: list[int]) -> list[str]:
    limits = [0, *cuts, len(text)]
    return [text[begin:end] for begin, end in pairwise(limits)]


# No definition of a link or a footnote, which alone may change what stands before it.
texts = _texts(NEAR) | _lines(CONTENTS)
any_texts = _texts(NEAR + FAR_REACHING * 4) | _lines(CONTENTS + FAR_REACHING)
cut_texts = texts.flatmap(_cut)
any_cut_texts = any_texts.flatmap(_cut)
