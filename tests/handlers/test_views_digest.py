"""A digest as it is shown: whole within Slack's limits, kind when the week was quiet, the same numbers everywhere."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from capabilities.digest import (
    Asked,
    Flag,
    Quote,
    from_json,
)
from capabilities.workspace import Choices
from handlers.views import blocks as b
from handlers.views import digest as views
from tests.front_door import words
from tests.shown_digest import DIGEST, HOSTILE, OLD, QUIET, TOTALS, VAN, missing, problems, row

NO_BREAK = "\N{NO-BREAK SPACE}"


def test_the_page_begins_with_its_week_and_the_decision() -> None:
    blocks = views.blocks(DIGEST)
    assert problems(blocks) == []
    assert blocks[0]["text"]["text"] == "Sales and marketing, week of 16 Nov"
    assert blocks[1]["text"]["text"] == "*Decide what Social ads changes.*\nIt is cheap, but returned."
    assert words(blocks[-1]).startswith("Heard: 1 of 2 channels, 2 of 6 reps · 1 theme under three notes")
    assert "or two people withheld · 5 notes in no theme so far" in words(blocks[-1])


def test_words_stand_beside_the_counts() -> None:
    said = words(views.blocks(DIGEST))
    assert "14 notes from 4 people at 9 customers" in said
    assert "By kind: 8 wants, 6 lead verdicts." in said
    assert (
        "*Parts on each van*\n8 this week, 4.5 a week before: rising · 6 people, 7 customers, most often in Doors · "
        "taken on by both teams\n> We carry the pump." in said
    )
    assert "*Also said*\n> That board sells itself.\n> – a customer's sentence" in said
    assert "*Look at Social ads*: Cheap, but returned.\nIts owner says:\n> Best week so far." in said
    assert "The brief was silent on 1 question" in said


def test_the_weightiest_themes_come_with_words_and_the_others_in_one_list() -> None:
    others = [replace(VAN, name=f"Theme {n}", quote=None, sales=False, marketing=False) for n in range(5)]
    blocks = views.blocks(replace(DIGEST, themes=(VAN, *others), more=3))
    assert problems(blocks) == []
    lists = [words(block) for block in blocks if words(block).startswith("• ")]
    assert [said.count("• ") for said in lists] == [3]
    assert "• *Theme 4*: 8 this week, 4.5 a week before: rising · 6 people, 7 customers\n" in lists[0]
    assert lists[0].strip().endswith("3 smaller themes more: `/field themes`")


def test_a_digest_from_before_there_were_themes_is_shown_as_it_was_counted() -> None:
    old = from_json(json.loads(OLD.read_text(encoding="utf-8")))
    assert old.themes is None
    blocks = views.blocks(old)
    assert problems(blocks) == []
    assert "Most of it:\n• 8 wants in Doors, from 3 people" in words(blocks)
    assert words(blocks[-1]).startswith("Heard: 1 of 2 channels, 2 of 6 reps · 1 group under three notes")
    assert "- 8 wants in Doors, from 3 people" in views.markdown(old)


def test_the_table_says_each_number_once_and_what_is_not_known() -> None:
    blocks = views.blocks(replace(DIGEST, rows=(*DIGEST.rows, replace(missing("Fairs"), returned=2))))
    table = next(block for block in blocks if block["type"] == "table")
    cells = [[cell["text"].replace(NO_BREAK, " ") for cell in line] for line in table["rows"]]
    assert cells[0] == ["Channel", "Leads", "Accepted", "Per accepted", "Spend", "Per lead"]
    assert cells[1:] == [
        ["Social ads", "27", "1 of 6", "620", "620", "22.96"],
        ["Fairs", "–", "0 of 2", "–", "–", "–"],
        ["All channels", "27", "1 of 6", "620", "620", "22.96"],
    ]
    assert "No report from Webinars and Fairs. Accepted: of the leads sales judged this week" in words(blocks)
    assert "most of which came in earlier weeks. Amounts in EUR." in words(blocks)


def test_a_zero_to_divide_by_reads_not_applicable_and_a_small_base_gets_no_percentage() -> None:
    odd = row("Ads", leads=0, cost_per_lead=None, cost_per_accepted=None, change=None, before=Decimal("9.5"))
    said = views.markdown(replace(DIGEST, rows=(odd,)))
    assert "| Ads | 0 | 1 of 6 | n/a | 620 | n/a | was 9.50 | – | 0 | n/a |" in said
    table = next(block for block in views.blocks(replace(DIGEST, rows=(odd,))) if block["type"] == "table")
    assert [cell["text"] for cell in table["rows"][1]][3:] == ["n/a", "620", "n/a"]


def test_in_two_currencies_each_amount_names_its_own() -> None:
    rows = (row("Ads"), row("US", currency="USD"))
    mixed = replace(TOTALS, mixed=True, currency="", spend=None, cost_per_lead=None, cost_per_accepted=None)
    blocks = views.blocks(replace(DIGEST, rows=rows, totals=mixed))
    table = next(block for block in blocks if block["type"] == "table")
    spent = [line[4]["text"].replace(NO_BREAK, " ") for line in table["rows"]]
    assert spent == ["Spend", "620 EUR", "620 USD", "–"]
    assert "costs are not summed" in words(blocks)


def test_the_chart_shows_leads_beside_accepted_leads() -> None:
    chart = next(block for block in views.blocks(DIGEST) if block["type"] == "data_visualization")["chart"]
    assert chart["axis_config"]["categories"] == ["Social ads"]
    assert [(s["name"], [p["value"] for p in s["data"]]) for s in chart["series"]] == [
        ("Leads", [27]),
        ("Accepted by sales", [1]),
    ]


def test_long_names_that_look_alike_stay_apart_in_the_chart() -> None:
    rows = tuple(row(f"Wholesale counter mornings {n}") for n in range(15))
    blocks = views.blocks(replace(DIGEST, rows=rows))
    assert problems(blocks) == []
    chart = next(block for block in blocks if block["type"] == "data_visualization")["chart"]
    assert len(set(chart["axis_config"]["categories"])) == 12


def test_sixty_channels_are_shown_within_slacks_limits_and_the_rest_is_named() -> None:
    rows = tuple(row(f"Channel number {n:02} of the house", story=HOSTILE) for n in range(60))
    flags = tuple(Flag("returned", f"Channel {n}", "x" * 300, HOSTILE * 4) for n in range(60))
    quotes = tuple(Quote("word " * 60, "want", "Doors") for _ in range(5))
    blocks = views.blocks(replace(DIGEST, rows=rows, flags=flags, quotes=quotes))
    for part in b.parts(blocks):
        assert problems(part) == []
        assert b.characters(part) <= b.MESSAGE_CHARACTERS
    assert "40 smaller channels more in the sum: `python -m bot export digest`" in words(blocks)
    plain = views.blocks(replace(DIGEST, rows=rows), chart=False, table=False)
    assert {block["type"] for block in plain} == {"header", "section", "divider", "context"}
    assert problems(plain) == []


def test_a_quiet_week_is_said_kindly_and_still_is_a_page() -> None:
    blocks = views.blocks(QUIET)
    assert problems(blocks) == []
    said = words(blocks)
    assert "A quiet week: nobody logged what a customer said." in said
    assert "`/field want" in said
    assert "No channel is set up yet" in said
    assert "No notes. Sales judged no lead." in views.text(QUIET)
    assert words(views.blocks(QUIET)[-1]).startswith("Heard: nobody yet")
    assert "A quiet week" in views.markdown(QUIET)
    silent = replace(QUIET, rows=(missing("Podcast"), missing("Fairs")))
    for page in (words(views.blocks(silent)), views.markdown(silent)):
        assert "None of 2 channels has reported." in page
        assert "|" not in page
    moving = replace(silent, rows=(missing("Podcast"), replace(missing("Fairs"), skipped="moving house")))
    assert "No report from Podcast. Skipped: Fairs (moving house)." in words(views.blocks(moving))
    said = words(views.blocks(replace(DIGEST, decision="Decide who hands in for Webinars.")))
    assert "No report" not in said, "the decision names who is missing"
    assert "\nAccepted: of the leads" in said
    assert "*Social ∗ads∗*" in words(views.blocks(replace(DIGEST, rows=(row("Social *ads*"),))))


def test_the_words_for_notifications_say_the_numbers() -> None:
    assert views.text(DIGEST) == (
        "Sales and marketing, week of 16 Nov. Decide what Social ads changes. 14 notes from 4 people at 9 customers. "
        "620 EUR spent, 27 leads, 22.96 EUR a lead. Sales accepted 1 and returned 5. 1 of 2 channels reported."
    )


def test_hostile_words_ping_nobody_in_slack_and_format_nothing_in_markdown() -> None:
    bad = replace(
        DIGEST,
        decision=HOSTILE, why=HOSTILE, remark=HOSTILE, gap_texts=(HOSTILE,), asked=(Asked(HOSTILE, 2),),
        quotes=(Quote(HOSTILE, "want", HOSTILE),),
        rows=(row(HOSTILE, story=HOSTILE),), flags=(Flag("returned", HOSTILE, HOSTILE, HOSTILE),),
        themes=(replace(VAN, name=HOSTILE, segment=HOSTILE, quote=Quote(HOSTILE, "want", HOSTILE)),) * 5,
    )  # fmt: skip
    shapes: tuple[dict[str, Any], ...] = ({}, {"chart": False, "table": False})
    said = [views.text(bad)]
    for shape in shapes:
        blocks = [block for block in views.blocks(bad, **shape) if block["type"] not in ("table", "data_visualization")]
        said.append(words(blocks))
    for text in said:
        for ping in ("<!channel>", "@everyone", "<https://evil.example", "<@U1>"):
            assert ping not in text
    markdown = views.markdown(bad)
    assert "<" not in markdown
    assert "`x`" not in markdown.replace("\\`", "")
    table = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {11}


def test_markdown_holds_the_whole_page() -> None:
    said = views.markdown(DIGEST)
    assert said.startswith("# Sales and marketing, week of 16 Nov\n\n**Decide what Social ads changes.**")
    assert "**Parts on each van**: 8 this week, 4.5 a week before: rising · 6 people, 7 customers" in said
    assert "> We carry the pump.\n" in said
    assert "> That board sells itself. (a customer's sentence)" in said
    assert "| Social ads | 27 | 1 of 6 | 620 | 620 | 22.96 | −11 % | – | 0 | n/a |" in said
    assert "- Is there a trial?" in said
    assert "Heard: 1 of 2 channels, 2 of 6 reps" in said


def test_the_timetable_is_said_in_words() -> None:
    assert "<#C0123ABC> on Mondays at 09:00 (UTC)" in views.timetable(Choices(digest_channel="C0123ABC"))
    assert "no channel is chosen" in views.timetable(Choices())
    here = Choices(digest_channel="C0123ABC")
    ends = [views.timetable(here, member).partition("(UTC).")[2] for member in (True, None, False)]
    assert ends == ["", " I have to be a member of that channel.", f"{ends[1][:-1]}: `/invite` me there."]
