"""Field notes as the rows of a table: a row read into a note, or a word on why it cannot be one, and back."""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from capabilities.amounts import SIGNS, amount_of, unreadable
from capabilities.field import KINDS, LONGEST, REASONS, VERDICTS, Said, check, clean
from capabilities.field.jsonl import JsonRows, json_lines
from capabilities.field.words import reason_of
from capabilities.harmless import csv_lines
from capabilities.masking import Masked, Masking
from capabilities.refusal import Refusal
from capabilities.tables import BadRow, CsvRows, Row, TableFile
from storage.field import Note

COLUMNS = (
    "source_id", "created_at", "author", "kind", "text", "customer_words", "account", "segment", "stage",
    "amount", "currency", "competitor", "via_channel", "lead_verdict", "return_reason", "permalink",
)  # fmt: skip
FORMS = {"csv": csv_lines, "jsonl": json_lines}

_LONGEST = {"source_id": 200, "author": 80, "text": LONGEST, "customer_words": LONGEST, "permalink": 3000}
_LONGEST_NAME = 500  # characters of any other column
# What may hold somebody's address or number. Of an id that does, a hash is kept: masked, two could become the same.
_WORDS = ("text", "customer_words", "permalink")
_NAMES = ("author", "account", "segment", "stage", "competitor", "via_channel")
_REMEMBERED = 10_000  # names whose masking is not done again: a file has few of them, and each many times
_CENT = Decimal("0.01")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before, it is a slip or a spreadsheet's empty date
_AHEAD = timedelta(days=1)  # clocks differ, and zones
_OURS = re.compile(r"id-[a-p]{32}|file:[0-9a-f]{16}:[0-9]+|(?=.*[a-z])[0-9a-z]{12}")  # made here, in each export
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # digits could be taken for a number to mask

NoteRows = CsvRows | JsonRows


def note_rows(file: TableFile, masking: Masking | None = None) -> NoteRows:
    """The rows of a file of notes, CSV or JSON Lines. Raises Refusal for a file that cannot be one.

    A file without a line of names shows its first row for one, so what is quoted of it is masked before it is cut.
    """
    chosen = masking or Masking()

    def masked(words: str) -> str:
        return chosen.mask(words).words

    if file.first_line().lstrip().startswith(("{", "[")):
        return JsonRows(file, columns=COLUMNS, needed="text", masked=masked)
    return CsvRows(file, columns=COLUMNS, needed=("text",), masked=masked)


def lines_of(notes: Iterable[Note], form: str) -> Iterator[str]:
    """The lines of a file of notes with the columns of the import. `form` is csv or jsonl; raises Refusal for others.

    A note that came with no `source_id` gets its own id for one, and an import knows it again by that.
    """
    if form not in FORMS:
        raise Refusal(f"Notes cannot be written as “{form}”. Choose {' or '.join(FORMS)}.")
    return FORMS[form](COLUMNS, (_cells(note) for note in notes))


def _cells(note: Note) -> list[object]:
    rest = [getattr(note, name) for name in COLUMNS[2:]]
    return [note.source_id or note.id, note.created_at.isoformat(), *rest]


@dataclass
class NoteMaker:
    """Makes notes of rows, as one person's import, and counts in `found` what was masked by its kind."""

    workspace: str
    user: str
    now: datetime
    zone: tzinfo  # for times that name none
    masking: Masking
    kind_of: Callable[[str], str]  # what kind words are of, where the row does not say
    new_id: Callable[[], str]
    mark: str  # of the file: a row without a `source_id` gets one made of it and the row's place
    import_id: str | None = None
    brief_version: str | None = None
    found: Counter[str] = field(default_factory=Counter)
    no_kinds: Counter[str] = field(default_factory=Counter)  # words given for a kind that are none
    _names: dict[str, Masked] = field(default_factory=dict)

    def note(self, number: int, row: Row | BadRow) -> Note | BadRow:
        """The note of the row at this place, counted from 1; a BadRow stays one."""
        if isinstance(row, BadRow):
            return row
        try:
            return self._note(number, row)
        except Refusal as refusal:
            # The words may quote the row, and are kept with the import.
            return BadRow(row.line, refusal.field or "text", self.masking.mask(refusal.words).words)

    def _note(self, number: int, row: Row) -> Note:
        given = dict(row.cells)
        together = "".join(given.values())
        if clean(together) is not together:  # looked at together, as hardly a row needs it
            given = {name: words for name, value in given.items() if (words := clean(value).strip())}
        for name, words in given.items():
            longest = _LONGEST.get(name, _LONGEST_NAME)
            if len(words) > longest:
                raise Refusal(f"At most {longest:,} characters can be kept here; this has {len(words):,}.", field=name)
        if "text" not in given:
            raise Refusal("There are no words in this row.")
        amount, currency = self._amount(given)
        moment = self._moment(given.get("created_at", "")) or self.now
        kind, verdict = self._kind(given.get("kind", "")), given.get("lead_verdict", "").lower()
        reason = given.get("return_reason", "")
        masked = self._mask(given)
        said = Said(
            given["text"], kind=kind or ("lead" if verdict else ""), amount=amount, currency=currency,
            lead_verdict=verdict, return_reason=reason and (reason_of(reason) or reason),
        )  # fmt: skip
        check(said)
        return Note(
            workspace=self.workspace, id=self.new_id(), created_at=moment, author=given.get("author") or self.user,
            kind=said.kind or self.kind_of(said.text), kind_by="person" if said.kind else "rules",
            text=said.text, customer_words=given.get("customer_words", ""), account=given.get("account", ""),
            segment=given.get("segment", ""), stage=given.get("stage", ""), amount=amount, currency=currency,
            competitor=given.get("competitor", ""), via_channel=given.get("via_channel", ""),
            lead_verdict=verdict, return_reason=said.return_reason, permalink=given.get("permalink", ""),
            source_id=given.get("source_id") or f"file:{self.mark[:16]}:{number}", brief_version=self.brief_version,
            kept_at=self.now, import_id=self.import_id, masked=masked,
        )  # fmt: skip

    def _mask(self, given: dict[str, str]) -> str:
        """Mask in place; the kinds of what was masked, as a note keeps them."""
        kinds: dict[str, None] = {}
        for name in (*_WORDS, *_NAMES):
            words = given.get(name)
            if not words:
                continue
            masked = self._masked_name(words) if name in _NAMES else self.masking.mask(words)
            if masked.found:
                given[name] = self._author(words, masked) if name == "author" else masked.words
                kinds.update(dict.fromkeys(masked.found))
                self.found.update(masked.found)
        source_id = given.get("source_id", "")
        if source_id and not _OURS.fullmatch(source_id) and (found := self.masking.mask(source_id).found):
            digest = hashlib.sha256(f"{self.workspace}\0{source_id}".encode()).hexdigest()[:32]
            given["source_id"] = f"id-{digest.translate(_LETTERS)}"
            kinds.update(dict.fromkeys(found))
            self.found.update(found)
        return ",".join(kinds)

    def _masked_name(self, words: str) -> Masked:
        masked = self._names.get(words)
        if masked is None:
            masked = self.masking.mask(words)
            if len(self._names) < _REMEMBERED:
                self._names[words] = masked
        return masked

    def _kind(self, words: str) -> str:
        """The kind a row names, the nearest one where it is misspelt; none for another word, and the note is kept."""
        word = words.casefold()
        if not word or word in KINDS:
            return word
        near = difflib.get_close_matches(word, KINDS, n=1, cutoff=0.7)
        if not near:
            self.no_kinds[self._shown(words, 40)] += 1
        return near[0] if near else ""

    def _author(self, words: str, masked: Masked) -> str:
        """An address without its host: with all of it masked, every author would be the same person."""
        local = words.partition("@")[0].strip() if "email" in masked.found else ""
        return self.masking.mask(local).words if local else masked.words

    def _shown(self, words: str, most: int) -> str:
        """Words to be quoted: masked whole, and cut only then, as half an address is not known for one."""
        return self.masking.mask(words).words[:most]

    def _amount(self, given: dict[str, str]) -> tuple[Decimal | None, str]:
        figure = given.get("amount", "")
        plain = figure.isascii() and figure.isdecimal()  # most are, and need no reading
        try:
            amount, unit = (Decimal(figure), "") if plain else amount_of(figure, field="amount")
        except Refusal as error:
            raise Refusal(unreadable(self._shown(figure, 40)), field="amount") from error
        currency = given.get("currency", "").upper()
        currency = SIGNS.get(currency, currency)
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            shown = self._shown(given["currency"], 20)
            raise Refusal(f"“{shown}” is not a currency. Write its three letters, such as EUR.", field="currency")
        if unit and currency and unit != currency:
            words = f"The amount is in {unit} and the currency says {currency}; leave one of them."
            raise Refusal(words, field="currency")
        if amount is not None and abs(amount) < Decimal(10) ** 15:
            amount = amount.quantize(_CENT)
        return amount, currency or unit

    def _moment(self, words: str) -> datetime | None:
        if not words:
            return None
        try:
            moment = datetime.fromisoformat(words)
            moment = (moment if moment.tzinfo is not None else moment.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            shown = self._shown(words, 40)
            raise Refusal(
                f"“{shown}” is not a date; write 2026-11-22 or 2026-11-22T14:05.", field="created_at"
            ) from error
        if moment < _EARLIEST:
            raise Refusal(f"“{words}” is before 1990; write the day on which it was heard.", field="created_at")
        if moment > self.now + _AHEAD:
            raise Refusal(f"“{words}” has not come yet; write the day on which it was heard.", field="created_at")
        return moment


__all__ = ["COLUMNS", "FORMS", "KINDS", "REASONS", "VERDICTS", "NoteMaker", "NoteRows", "lines_of", "note_rows"]
