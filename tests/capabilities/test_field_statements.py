"""Questions are hardly ever taken for something a customer said, and the other way round seldom."""

import csv
import json
from pathlib import Path

import pytest

from capabilities.field.statements import EITHER, QUESTION, STATEMENT, reads_as

COMPANY = Path(__file__).parents[2] / "bot" / "demo" / "company"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("May I say we are cheaper?", QUESTION),
        ("may I say we are cheaper", QUESTION),
        ("what does set-up cost", QUESTION),
        ("Tell me about the limits for hospitals", QUESTION),
        ("help me answer when they say it is too expensive", QUESTION),
        ("hello there", QUESTION),
        ("Rutano pricing", QUESTION),
        ("“Is it safe?”", QUESTION),
        ("هل التطبيق آمن؟", QUESTION),
        ("They want to see which parts are on each van", STATEMENT),
        ("Planner said the whiteboard has never crashed", STATEMENT),
        ("Wants a trial. 14 techs, one planner", STATEMENT),
        ("asked first: how many return visits? Seven.", EITHER),
        ("difference between a round and a trial", EITHER),
        ("I would like to know who pays for logins", EITHER),
        ("", QUESTION),
        ("🎉🎉🎉", QUESTION),
    ],
)
def test_words_are_told_apart(words: str, expected: str) -> None:
    assert reads_as(words) == expected


def share(texts: list[str], *readings: str) -> float:
    return sum(reads_as(text) in readings for text in texts) / len(texts)


def test_written_questions_are_answered_and_not_asked_about(shared_data: Path) -> None:
    natural = [
        json.loads(line)["input"]
        for file in sorted((shared_data / "questions" / "clapnq").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    squad = json.loads((shared_data / "questions" / "squad2" / "dev-v2.0.half.json").read_text(encoding="utf-8"))
    written = [qa["question"] for page in squad["data"] for part in page["paragraphs"] for qa in part["qas"]]
    assert share(natural, QUESTION, EITHER) >= 0.98  # searches without a mark, often without a verb: 0.983
    assert share(written, QUESTION, EITHER) >= 0.999  # 6,077 of 6,078
    assert share([text.rstrip("? ") for text in written], QUESTION, EITHER) >= 0.995  # without their marks: 0.999


def test_field_notes_mostly_read_as_what_they_are() -> None:
    with (COMPANY / "notes.csv").open(encoding="utf-8", newline="") as file:
        told = [row["text"] for row in csv.DictReader(file)]
    assert share(told, STATEMENT) >= 0.75  # 0.779, and another 0.186 are answered with a button to log them
    assert share(told, QUESTION) <= 0.05
