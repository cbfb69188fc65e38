"""A workspace's own patterns: read from a settings line, and refused when they could hang a note."""

import pytest

from capabilities.masking import Masking, patterns_of


def test_a_workspaces_own_patterns_come_first_and_are_named() -> None:
    masking = Masking(patterns=patterns_of(r"customer number=\bKD-\d{6}\b; tax id=\b\d{3}\;\d{8}\b;"))
    masked = masking.mask("KD-123456 (123;12345678) wrote from ann@acme.com")
    assert masked.words == "[customer number] ([tax id]) wrote from [e-mail]"
    assert masked.found == ("customer number", "tax id", "email")
    assert patterns_of("") == ()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (r"KD-\d{6}", "should be a name, = and a pattern"),
        ("customer=", "should be a name"),
        ("customer=KD-(", "cannot be read"),
        ("cust[o]mer=KD", "should be at most 40 letters"),
        (r"a=K\d*; a=L\d{3}", "names “a” twice"),
        (r"a=\d*", "matches nothing at all"),
        (r"a=\w+", "would mask ordinary words"),
        (r"a=(\w+-?)+\d", "would take too long"),
        (r"a=KD(\d+)+x", "would take too long"),
        (r"a=(x|xy|y)*z", "would take too long"),
        (r"a=(q?){30}q{30}", "would take too long"),
        (r"a=KD\d+\d+\d+\d+\d+x", "would take too long"),
    ],
)
def test_a_pattern_that_will_not_do_is_refused_in_words(raw: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        patterns_of(raw)


@pytest.mark.parametrize(
    "raw",
    [
        r"a=\bKD-\d{6}\b",
        r"a=(?i)\bcust[- ]?\d+\b",
        r"a=(?:\d{2} ){3}\d",
        r"a=[A-Z]{2,4}-[0-9]+/(19|20)\d\d",
        r"a=K(?:-\d\d)*!",
    ],
)
def test_an_ordinary_pattern_is_taken(raw: str) -> None:
    (pattern,) = patterns_of(raw)
    assert pattern.name == "a"
