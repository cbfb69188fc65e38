"""Words of texts that are looked at again and again while one sentence is held to a brief: read once each."""

from __future__ import annotations

from functools import lru_cache

from capabilities import stems


def words(text: str) -> list[str]:
    """See `stems.words`."""
    return list(_words(text))


def content(text: str) -> list[str]:
    """See `stems.content`."""
    return list(_content(text))


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(stems.words(text))


@lru_cache(maxsize=8192)
def _content(text: str) -> tuple[str, ...]:
    return tuple(stems.stem(word) for word in _words(text) if word not in stems.STOP)
