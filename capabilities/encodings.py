"""Tells whether bytes that are not UTF-8 can be Western European words, and names the signs nobody sees."""

import re

SAVE_AS = "In your spreadsheet, choose Save as, and CSV UTF-8."
# Signs nobody sees, by their numbers: controls, soft hyphen, joiners, fillers, marks of direction, tags.
UNSEEN = (
    r"\s'\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)

_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# Two accented letters in a row there are (créée), three there are not; or a sign of UTF-8 read byte by byte (Ã¼).
_FOREIGN = re.compile(rb"[\xc0-\xff]{3,}|[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_HIGH = bytes(range(0x80, 0x100))
_SHARE = 3  # where one in three is strange, the words are something else


class Western:
    """Counts, a part at a time, what speaks against cp1252: the bytes it has no sign for, other alphabets, controls."""

    def __init__(self) -> None:
        self._high = self._strange = 0
        self._undefined = False

    def read(self, part: bytes) -> None:
        """Count one part of a file. Plain ASCII costs next to nothing."""
        if not part.isascii():
            self._high += len(part) - len(part.translate(None, _HIGH))
            self._strange += sum(map(len, _FOREIGN.findall(part)))
            self._undefined = self._undefined or _UNDEFINED.search(part) is not None
        self._strange += len(_CONTROLS.findall(part))

    @property
    def likely(self) -> bool:
        """Whether what was read can be Western European."""
        return not self._undefined and self._strange * _SHARE <= self._high
