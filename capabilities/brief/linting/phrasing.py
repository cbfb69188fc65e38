"""Finds a plumb line too long to say, orders to a model, and a language the bot cannot compare words in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from capabilities.brief.linting.finding import Finding, shown
from capabilities.orders import order_in
from capabilities.passages import Brief
from capabilities.stems import STOP, words

# A person speaks about 150 words a minute: 20 are eight seconds, which is one breath and what a listener keeps.
BREATH, SECONDS = 20, 8
_SECTIONS = "## Plumb line, ## What, ## Who, ## How, ## Proof, ## Limits"
# English prose has 35 to 45 function words in a hundred; German, French or Spanish under 10.
_ENGLISH, _ENOUGH, _SAMPLE = 0.15, 80, 200  # share; words; passages


def plumb_line(brief: Brief) -> Iterator[Finding]:
    """A plumb line that takes more than a breath to say."""
    first = next((each for each in brief.passages if each.kind == "plumb_line"), None)
    count = len(re.findall(r"\w[\w'’-]*", first.text)) if first is not None else 0
    if first is not None and count > BREATH:
        words_ = (
            f"The plumb line has {count} words. {BREATH} take about {SECONDS} seconds to say: one breath, and as much "
            f"as a listener keeps. Cut {count - BREATH} or more."
        )
        yield Finding("long_plumb_line", first.line, words_, first.ref, said=shown(first.text))


def orders(brief: Brief) -> Iterator[Finding]:
    """Passages that speak to a model: they do no harm, and no answer is made of them."""
    for each in brief.passages:
        match = order_in(each.text)
        if match is not None:
            words_ = (
                f"“{shown(match.group().strip())}” reads like an order to a machine. Nobody obeys it, and it is "
                "never quoted in an answer or a pitch. Take it out unless you want people to read it in the brief."
            )
            yield Finding("orders", each.line, words_, each.ref, said=shown(each.text))


def unread(brief: Brief) -> Iterator[Finding]:
    """A text in which no part of a brief was found, so that nothing in it is held to."""
    if brief.passages and all(each.kind == "other" for each in brief.passages):
        words_ = (
            f"No part of a brief was found here, so there is no plumb line, no proof and no limit to hold to. Put the "
            f"text under headings such as {_SECTIONS}."
        )
        yield Finding("unread", 1, words_)


def language(brief: Brief) -> Iterator[Finding]:
    """A brief in another language than English, whose word forms and numbers in words are not known."""
    text = " ".join(each.text for each in islice(brief.passages, _SAMPLE))
    said = [word for word in words(text) if word.isalpha()]
    if len(said) >= _ENOUGH and sum(word in STOP for word in said) < _ENGLISH * len(said):
        words_ = (
            "This brief seems to be in another language than English. It is searched and quoted all the same, but "
            "limits hold only for the very words, and two figures for one thing may be missed. Look at those yourself."
        )
        yield Finding("language", 0, words_)
