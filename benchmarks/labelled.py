"""Reads the labelled texts that search and likeness are measured on, and the questions asked of them."""

import csv
import json
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path

from capabilities.stems import words

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("PLUMBLINE_SHARED_DATA") or ROOT.parent / "shared" / "data")
FEEDBACK = DATA / "feedback"
COMPANY = ROOT / "bot" / "demo" / "company"


@dataclass(frozen=True)
class Texts:
    """Texts and the group each belongs to; "" belongs to none."""

    texts: list[str]
    groups: list[str]

    def where(self, group: str) -> set[int]:
        return {place for place, each in enumerate(self.groups) if each == group}

    def __add__(self, more: "Texts") -> "Texts":
        return Texts(self.texts + more.texts, self.groups + more.groups)


@dataclass(frozen=True)
class Asked:
    """A set of queries over texts, each with the places of the texts that answer it."""

    name: str
    texts: list[str]
    queries: list[tuple[str, set[int]]]


# The threads of the demo company's notes: as its story calls them, and asked for in other words.
THREADS: dict[str, tuple[str, ...]] = {
    "van": ("what is on each van", "parts stock in the vehicle", "technician missing a spare when he arrives"),
    "price": ("Rutano is cheaper", "competitor costs half as much", "too expensive next to the light tool"),
    "flat_report": ("same-day report does not impress facility managers", "building operators do not care about quick "
                    "paperwork"),
    "report": ("report in the customer's inbox",),
    "arrival": ("message with the arrival window", "tell clients when someone will come", "text the customer before we "
                "get there"),
    "accounting": ("hours into accounting", "payroll export", "time sheets typed twice"),
    "languages": ("languages of the app", "translation for foreign crew", "Polish interface"),
    "holiday": ("absences on the board", "sick leave and vacation planning"),
    "trial": ("two rounds beside your board", "try it for two weeks first", "pilot next to what they use now"),
    "overdue": ("the overdue list", "inspections past their date"),
    "audit": ("the audit folder", "documents for the auditor", "proof for hygiene inspectors"),
    "offline": ("works without a signal", "no reception in the basement", "phone has no network"),
    "whiteboard": ("the planner and the whiteboard", "dispatcher likes pen and magnets", "planner afraid of losing her "
                   "wall"),
    "setup": ("who types in the unit list", "too much data entry at the start", "import of existing equipment"),
    "council": ("are the technicians watched", "surveillance of staff", "union fears location tracking"),
    "gantrel": ("Gantrel",),
    "kolvane": ("Kolvane",),
}  # fmt: skip
OFF_SUBJECT = """the weather in lisbon tomorrow|recipe for lemon cake|who won the football match|quantum entanglement
experiments|best hiking boots|dinosaur fossils|piano lessons for children|symptoms of the flu|tax law in brazil|history
of the roman empire|how to train a puppy|movie times tonight|guitar chords|marathon training plan|vacation in
greece|knitting patterns|volcano eruptions|chess openings|wedding flowers|stock market crash of 1929|vegetarian
restaurants|learn spanish verbs|space telescope images|opera singers|garden pests|baby names|tropical fish tank|ski
resorts|poems about the sea|medieval castles"""
GIBBERISH = """asdf qwer zxcv|blorp fnargle wug|lkjhg|!!!|xyzzy plugh|zzzzzz|qqqq wwww|fjdksl aowie|ghghgh tytyty|
mnbvcx|plokij uhygtf|aaaaaaa|x|wer tzu iop|hjkl hjkl|dfgdfg|njnjn kmkm|
vbvbv|ooooh|tgbyhn ujm"""


def banking77(part: str) -> Texts:
    rows = _table(FEEDBACK / "banking77" / f"{part}.csv")
    return Texts([row["text"] for row in rows], [row["category"] for row in rows])


def intents(part: str) -> Texts:
    rows = [json.loads(line) for line in (FEEDBACK / "intents" / f"{part}.jsonl").read_text("utf-8").splitlines()]
    return Texts([row["utterance"] for row in rows], [row["intent"] for row in rows])


def key_points() -> list[tuple[str, str, str, bool]]:
    """Arguments and key points of one topic: id of the argument, its text, the point, whether it belongs there."""
    folder = FEEDBACK / "key_points"
    said = {row["arg_id"]: row["argument"] for row in _table(folder / "arguments_dev.csv")}
    points = {row["key_point_id"]: row["key_point"] for row in _table(folder / "key_points_dev.csv")}
    rows = _table(folder / "labels_dev.csv")
    return [(row["arg_id"], said[row["arg_id"]], points[row["key_point_id"]], row["label"] == "1") for row in rows]


def reviews() -> Texts:
    """The sentences of product reviews that speak of exactly one feature, grouped by product and feature."""
    found = Texts([], [])
    for file in sorted((FEEDBACK / "product_reviews").glob("*.txt")):
        for line in file.read_text("utf-8", "replace").splitlines() if file.name != "README.txt" else []:
            head, mark, text = line.partition("##")
            features = {each.strip().lower() for each in re.findall(r"([^,\[\]]+)\[[+-]\d\]", head)}
            if mark and not line.startswith("[t]") and len(features) == 1 and len(text.split()) >= 4:
                found.texts.append(text.strip())
                found.groups.append(f"{file.stem}/{features.pop()}")
    return found


def company() -> tuple[Texts, list[str]]:
    """The demo company's notes (text and customer's words) by thread, and the account of each."""
    rows = _table(COMPANY / "notes.csv")
    story = (COMPANY / "STORY.md").read_text("utf-8")
    lines = re.findall(r"^\| (\w+) \|[^|]*\|[^|]*\| ([\d ]+) \|$", story, re.MULTILINE)
    threads = {f"demo-{number}": thread for thread, numbers in lines for number in numbers.split()}
    texts = [f"{row['text']} {row['customer_words']}".strip() for row in rows]
    return Texts(texts, [threads.get(row["source_id"], "") for row in rows]), [row["account"] for row in rows]


def queries() -> list[Asked]:
    """All that is asked: by subject, in other words, by name, by a seldom word. The same at each call."""
    bank, train = banking77("test"), banking77("train")
    both = intents("development") + intents("test-banking")
    notes, accounts = company()
    shown = [f"{text} {account}".strip() for text, account in zip(notes.texts, accounts, strict=True)]
    chosen, names = random.Random(3), sorted(set(bank.groups))
    sentences = [
        (train.texts[place], bank.where(name))
        for name in names
        for place in chosen.sample(sorted(train.where(name)), 4)
    ]
    named = [(name, {row for row, each in enumerate(accounts) if each == name}) for name in sorted({*accounts} - {""})]
    others = [(each, notes.where(name)) for name, said in THREADS.items() for each in said[1:]]
    return [
        Asked("banking77, intent's name", bank.texts, [(_spoken(name), bank.where(name)) for name in names]),
        Asked("banking77, a sentence", bank.texts, sentences),
        Asked("intents, name", both.texts, [(_spoken(name), both.where(name)) for name in sorted(set(both.groups))]),
        Asked("company, thread", shown, [(said[0], notes.where(name)) for name, said in THREADS.items()]),
        Asked("company, other words", shown, others),
        Asked("company, account", shown, named),
        Asked("reviews, seldom word", reviews().texts, _seldom(reviews().texts)),
        Asked("banking77, seldom word", bank.texts, _seldom(bank.texts)),
    ]


def nonsense() -> dict[str, list[str]]:
    """Queries that no note answers: on other subjects, of no language, questions of an encyclopaedia's readers."""
    files = sorted((DATA / "questions" / "clapnq").glob("*.jsonl"))
    asked = [json.loads(line)["input"] for file in files for line in file.read_text("utf-8").splitlines()]
    return {
        "another subject": " ".join(OFF_SUBJECT.split()).split("|"),
        "no words": [each.strip() for each in GIBBERISH.split("|")],
        "readers' questions": random.Random(2).sample(asked, 200),
    }


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _spoken(name: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ").lower()


def _seldom(texts: list[str]) -> list[tuple[str, set[int]]]:
    """150 words and numbers that stand in one to five of the texts."""
    places: dict[str, set[int]] = {}
    for place, text in enumerate(texts):
        for word in set(words(text)):
            places.setdefault(word, set()).add(place)
    seldom = [word for word, found in places.items() if len(found) <= 5 and (len(word) >= 5 or _has_number(word))]
    return [(word, places[word]) for word in random.Random(4).sample(sorted(seldom), 150)]


def _has_number(word: str) -> bool:
    return len(word) >= 2 and any(letter.isdigit() for letter in word)
