"""Whether a text or a file can be read as a brief at all, and if not, what its sender can do about it."""

from __future__ import annotations

import codecs
import re

from capabilities.refusal import Refusal

MOST_BYTES = 1_000_000  # 1 MB, and the two below keep the time to read under about two seconds
MOST_LINES = 25_000
LONGEST_LINE = 100_000

_KNOWN = (
    (b"%PDF", "This is a PDF. Export it as Markdown or plain text and send that."),
    (b"PK\x03\x04", "This is a Word or zip file. Save it as Markdown or plain text and send that."),
    (b"\xd0\xcf\x11\xe0", "This is an old Office file. Save it as Markdown or plain text and send that."),
    (b"\x89PNG", "This is a picture. Send the brief as text."),
    (b"\xff\xd8\xff", "This is a picture. Send the brief as text."),
    (b"GIF8", "This is a picture. Send the brief as text."),
    (b"{\\rtf", "This is a rich text file. Save it as Markdown or plain text and send that."),
)
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def checked(text: str) -> str:
    """The text with plain line ends and nothing a database cannot hold; raises Refusal if it is no brief."""
    _fits(len(text.encode("utf-8", "surrogatepass")))
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Refusal("The brief is empty. Paste its text or attach a Markdown file.", field="brief")
    strange = len(_UNREADABLE.findall(text))
    if strange > 3 and strange > len(text) / 20:
        raise Refusal("This does not look like text. Send the brief as Markdown or plain text.", field="brief")
    text = _UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not re.search(r"[^\W_]", text):
        raise Refusal("There are no words in this brief, only marks. Paste its text.", field="brief")
    lines = text.rstrip("\n").split("\n")
    if len(lines) > MOST_LINES:
        raise Refusal(f"The brief has {len(lines):,} lines; {MOST_LINES:,} is the most.", field="brief")
    long = next((number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE), None)
    if long:
        raise Refusal(f"Line {long} is over {LONGEST_LINE:,} characters long. Break it up.", field="brief")
    return text


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16; raises Refusal saying what is wrong with any other."""
    _fits(len(data))
    for start, words in _KNOWN:
        if data.startswith(start):
            raise Refusal(words, field="brief")
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Refusal(
            f"Line {line} of the file is not readable as {encoding.upper().removesuffix('-SIG')} text. "
            "Save the file as UTF-8 and send it again.",
            field="brief",
        ) from None


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark, every second byte of Western UTF-16 is zero, which no other text is.
    sample = data[:2000]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.6:
        return "utf-16-be"
    return "utf-8-sig"


def _fits(size: int) -> None:
    if size > MOST_BYTES:
        raise Refusal(f"The brief is {size / 1e6:.1f} MB; 1 MB is the most. Send the pages that matter.", field="brief")
