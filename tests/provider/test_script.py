"""The script itself."""

import re

from tests.provider import Parameters, script_text, script_tokens


def test_the_same_seed_gives_the_same_text() -> None:
    assert script_text(7, 500) == script_text(7, 500)
    assert script_text(7, 500) != script_text(8, 500)


def test_a_shorter_script_begins_a_longer_one() -> None:
    assert script_text(7, 5000).startswith(script_text(7, 200))


def test_the_text_numbers_itself_without_a_gap() -> None:
    numbers = re.findall(r"⟦(\d+)⟧|x_\{(\d+)\}", script_text(7, 3000))
    assert [int(a or b) for a, b in numbers] == list(range(1, len(numbers) + 1))


def test_the_text_holds_what_is_hard_to_render() -> None:
    text = script_text(7, 5000)
    for feature in ("你好", "👩‍👩‍👧", "e\u0301", "```", "| --- |", "- [ ] ", "> ", "$$", "مرحبا"):
        assert feature in text


def test_injected_characters_are_tokens_of_their_own() -> None:
    parameters = Parameters(tokens=9, fault="nul_at:2,control_at:4")
    tokens = list(script_tokens(1, 9))
    expected = [*tokens[:2], "\0", *tokens[2:4], "\x07\x1b[31m\x85", *tokens[4:]]
    assert parameters.pieces() == expected


def test_a_verbatim_text_is_cut_into_pieces() -> None:
    assert Parameters(text="<script>", size=3).pieces() == ["<sc", "rip", "t>"]
