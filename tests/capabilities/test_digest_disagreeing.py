"""A channel's story and what sales says of its leads are held against each other, and only plain words count."""

from dataclasses import replace

import pytest

from capabilities.digest.disagreeing import BADLY, WELL, told
from storage.field import Note
from tests.one_week import digest, verdict, week


@pytest.mark.parametrize(
    "words",
    [
        "Best week so far.",
        "The carousel worked. More of it next week",
        "Great leads from the fair, most of them keen",
        "We got 40 sign-ups and they are high-quality",
        "A record: 60 leads",
    ],
)
def test_a_story_that_praises_is_heard(words: str) -> None:
    side = told(words, "")
    assert side is not None
    assert side.told == WELL
    assert side.sentence in words


@pytest.mark.parametrize(
    ("worked", "didnt"),
    [
        ("", "The leads were mostly junk"),
        ("The new banner is up", "Poor leads from the portal."),
        ("", "The enquiries weren't really qualified this time"),
        ("The leads were not good", ""),
    ],
)
def test_a_story_that_finds_fault_is_heard(worked: str, didnt: str) -> None:
    side = told(worked, didnt)
    assert side is not None
    assert side.told == BADLY


@pytest.mark.parametrize(
    ("worked", "didnt"),
    [
        ("", ""),
        ("Ran the newsletter on Tuesday", "The landing page was slow"),
        ("Nothing worked well this week", ""),
        ("We hope for better leads next week", ""),
        ("Good leads, but fewer of them", ""),
        ("If the leads are good we go on", ""),
        ("It went well", "Still bad leads from the portal"),
        ("No bad leads", ""),
        ("Good weather at the fair", "Bad weather on Friday"),
    ],
)
def test_what_says_neither_or_both_is_no_story(worked: str, didnt: str) -> None:
    assert told(worked, didnt) is None


def judged(accepted: int, returned: int) -> list[Note]:
    notes = [verdict(n, "Ads", "accepted") for n in range(accepted)]
    notes += [verdict(50 + n, "ads ", "returned", "no_need") for n in range(returned)]
    return [replace(note, text="Ann Lee met Skerry Fish, who wanted a price for school") for note in notes]


def test_leads_praised_and_returned_are_told_with_both_sides_words() -> None:
    now = [week("Ads", "10", 9, worked="Skerry Fish came. Great leads all week long."), week("Mail", "5", 2)]
    made = digest(judged(2, 3), now, accounts=["Skerry Fish"])
    (each,) = made.disagreements
    assert (each.channel, each.told, each.story) == ("Ads", "well", "Great leads all week long.")
    assert each.counted == "Sales returned 3 of 5 leads judged, most often “no need”."
    assert each.field == "[name] met [customer], who wanted a price for school"
    assert {row.channel: row.disagrees for row in made.rows} == {"Ads": True, "Mail": False}
    assert digest(judged(1, 3), now).disagreements == ()  # four verdicts are no rate
    assert digest(judged(5, 5), now).disagreements == ()  # half is no view


def test_leads_blamed_and_accepted_are_told_too() -> None:
    now = [week("Ads", "10", 9, worked="", didnt="The leads were junk.")]
    (each,) = digest(judged(6, 2), now).disagreements
    assert (each.told, each.counted) == ("badly", "Sales accepted 6 of 8 leads judged.")
    assert digest(judged(2, 6), now).disagreements == ()


def test_a_rep_s_words_that_say_no_more_than_the_verdict_are_not_quoted() -> None:
    now = [week("Ads", "10", 9, worked="Best week so far.")]
    notes = [verdict(n, "Ads", "returned") for n in range(5)]
    (each,) = digest(notes, now).disagreements
    assert each.field == ""
