"""Field notes as they are kept, how they once read, how they are found, and the imports they came by."""

from storage.field.history import Wording, add_wording, wordings
from storage.field.imports import FieldImport, get_import
from storage.field.lately import Heard, heard, objections
from storage.field.notes import (
    Note,
    NoteRow,
    accounts,
    add,
    authors,
    between,
    by_author,
    by_theme,
    change,
    count,
    every,
    get,
    hand_over,
    logged_from,
    make_known,
    of_kinds,
    place,
    some,
    taken,
    waiting,
)

__all__ = [
    "FieldImport", "Heard", "Note", "NoteRow", "Wording", "accounts", "add", "add_wording", "authors",
    "between", "by_author", "by_theme", "change", "count", "every", "get", "get_import", "hand_over", "heard",
    "logged_from", "make_known", "objections", "of_kinds", "place", "some", "taken", "waiting",
    "wordings",
]  # fmt: skip
