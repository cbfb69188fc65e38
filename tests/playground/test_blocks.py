"""Block Kit is held to Slack's limits, and every refusal says where it hurts."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.models import blocks as kit
from slack_sdk.models.blocks.block_elements import FileInputElement

from playground.blocks.surfaces import problems_of, view_problems
from tests.playground.refusals import refusal

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "options": [option("a")], **more}


def option(value: str, text: str = "A") -> Json:
    return {"text": plain(text), "value": value}


def chart(**more: Any) -> Json:
    data = [{"label": "Mon", "value": 1}, {"label": "Tue", "value": -2.5}]
    drawn = {"type": "line", "series": [{"name": "leads", "data": data}], "axis_config": {"categories": ["Mon", "Tue"]}}
    return {"type": "data_visualization", "title": "Leads", "chart": {**drawn, **more}}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rich(text: str = "x") -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def found(blocks: Any, surface: str = "message") -> list[str]:
    return problems_of(blocks, surface=surface, file_exists=lambda key: key == "F1")


ACCEPTED: list[Json] = [
    section(), section(accessory=button()), {"type": "section", "fields": [plain("a"), plain("b")]},
    {"type": "header", "text": plain("H")}, {"type": "divider"},
    {"type": "context", "elements": [plain("x"), {"type": "image", "image_url": "https://x/y.png", "alt_text": ""}]},
    actions(button(style="primary", value="1"), select(), {"type": "overflow", "options": [option("a")]}),
    {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input"}},
    {"type": "image", "image_url": "https://x/y.png", "alt_text": "chart"},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "chart"},
    {"type": "markdown", "text": "# Hello"}, rich(), chart(),
    {"type": "table", "rows": [[cell(), cell()], [cell(), rich()]], "column_settings": [{"align": "right"}]},
    {"type": "data_table", "caption": "Leads", "rows": [[cell()], [cell()]], "page_size": 10},
    {"type": "task_card", "task_id": "1", "title": "Reading", "status": "in_progress", "output": rich()},
    {"type": "plan", "title": "Plan", "tasks": [{"task_id": "1", "title": "t", "status": "complete"}]},
    {"type": "card", "title": plain("T"), "body": plain("B"), "actions": [button()]},
    {"type": "context_actions", "elements": [{
        "type": "feedback_buttons", "positive_button": {"text": plain("+"), "value": "+"},
        "negative_button": {"text": plain("-"), "value": "-"},
    }]},
    {"type": "file", "external_id": "x", "source": "remote"},
    {"type": "video", "alt_text": "a", "video_url": "https://x/v", "thumbnail_url": "https://x/t", "title": plain("T")},
]  # fmt: skip


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: block["type"])
def test_a_well_formed_block_is_accepted_in_a_message(block: Json) -> None:
    assert found([block]) == []


REFUSED: list[tuple[Json, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must provide either text or fields [json-pointer:/blocks/0]"),
    ({"type": "section", "fields": [plain("x")] * 11}, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ({"type": "header", "text": plain("x" * 151)}, "less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    (actions(*[button()] * 26), "no more than 25 items"),
    (actions(button(text=plain("x" * 76))), "less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    (actions(button(value="x" * 2001)), "less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(action_id="x" * 256)), "less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
    (actions(button(style="loud")), "must be a valid enum value (primary, danger)"),
    (actions(button(action_id="a"), button(action_id="a")), "`action_id` 'a' already exists"),
    (actions(button(colour="red")), "invalid additional property: colour [json-pointer:/blocks/0/elements/0]"),
    (actions(select(options=[option("x")] * 101)), "no more than 100 items"),
    (actions(select(options=[option("x", "y" * 76)])), "less than 76 characters"),
    (actions(select(options=[option("x" * 151)])), "less than 151 characters"),
    (actions(select(initial_option=option("b"))), "initial option must match one of the options"),
    (actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}), "no more than 5 items"),
    (actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}), "no more than 10 items"),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    (actions(button(confirm={"title": plain("x")})), "missing required field: text"),
    ({"type": "image", "alt_text": "x"}, "exactly one of image_url or slack_file"),
    ({"type": "image", "image_url": "https://x/y.png"}, "missing required field: alt_text"),
    ({"type": "image", "slack_file": {"id": "F2"}, "alt_text": "x"}, "invalid slack file"),
    ({"type": "markdown", "text": "x" * 12_001}, "less than 12001 characters"),
    ({"type": "table", "rows": [[cell()]] * 101}, "no more than 100 items"),
    ({"type": "table", "rows": [[cell()] * 21]}, "no more than 20 items"),
    ({"type": "data_table", "rows": [[cell()], [cell()]]}, "missing required field: caption"),
    ({"type": "data_table", "caption": "c", "rows": [[cell()], [cell(), cell()]]}, "the same number of cells"),
    (chart(type="radar"), "unsupported type: radar"),
    (chart(axis_config={"categories": ["Mon", "Wed"]}), "exactly one point for each category"),
    (chart(series=[]), "no less than 1 items"),
    ({"type": "data_visualization", "title": "x" * 51, "chart": chart()["chart"]}, "less than 51 characters"),
    ({"type": "task_card", "task_id": "1", "title": "t", "status": "done"}, "must be a valid enum value"),
    ({"type": "card"}, "at least one of hero_image, title, actions or body"),
    ({"type": "alert", "text": plain("x")}, "unsupported type: alert"),
    ({"type": "sparkle"}, "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
    (section(block_id="x" * 256), "less than 256 characters [json-pointer:/blocks/0/block_id]"),
]


@pytest.mark.parametrize(("block", "words"), REFUSED)
def test_a_block_beyond_its_limits_is_refused_with_its_place(block: Json, words: str) -> None:
    assert any(words in problem for problem in found([block])), found([block])


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section(block_id="a"), section(block_id="a")], "`block_id` 'a' already exists"),
        ([{"type": "table", "rows": [[cell()]]}] * 2, "no more than 1 table block allowed"),
        ([chart()] * 3, "no more than 2 data_visualization blocks allowed"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "12001 characters in total"),
        ("text", "must provide an array"),
        ([7], "must provide an object"),
    ],
)
def test_a_message_has_limits_over_all_its_blocks(blocks: Any, words: str) -> None:
    assert any(words in problem for problem in found(blocks)), found(blocks)


def test_a_refused_message_names_every_place(slack: WebClient) -> None:
    blocks = [section("x" * 3001), {"type": "sparkle"}]
    answer = refusal(slack.chat_postMessage, channel="C0SALES", text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert [line.split("json-pointer:")[1] for line in answer["response_metadata"]["messages"]] == [
        "/blocks/0/text/text]", "/blocks/1/type]",
    ]  # fmt: skip


def test_blocks_that_are_each_legal_can_be_too_long_together(slack: WebClient) -> None:
    blocks = [section("x" * 2900)] * 5
    assert refusal(slack.chat_postMessage, channel="C0SALES", text="x", blocks=blocks)["error"] == "msg_blocks_too_long"
    assert slack.chat_postMessage(channel="C0SALES", text="x", blocks=blocks[:4])["ok"]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"title": plain("x" * 25)}, "less than 25 characters [json-pointer:/view/title/text]"),
        ({"private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({"callback_id": "x" * 256}, "less than 256 characters"),
        ({"blocks": [section()] * 101}, "no more than 100 items"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        ({"blocks": [{"type": "input", "label": plain("L"), "element": select()}]}, "`submit` is required"),
        ({"type": "window"}, "unsupported type: window"),
        ({"title": None}, "missing required field: title"),
        ({"color": "red"}, "invalid additional property: color"),
    ],
)
def test_a_view_beyond_its_limits_is_refused(view: Json, words: str) -> None:
    raw = {"type": "modal", "title": plain("T"), "blocks": [section()], **view}
    assert any(words in problem for problem in view_problems(raw, kinds=("modal", "home"), file_exists=lambda _: False))


def test_what_the_sdk_itself_builds_is_accepted() -> None:
    text = kit.PlainTextObject(text="x")
    options = [kit.Option(value=str(n), text=f"option {n}") for n in range(3)]
    confirm = kit.ConfirmObject(title="Sure?", text="Really?", confirm="Yes", deny="No")
    elements: list[Any] = [
        kit.StaticSelectElement(action_id="a", options=options, initial_option=options[0], placeholder=text),
        kit.StaticMultiSelectElement(action_id="a", options=options, initial_options=options[:2], max_selected_items=2),
        kit.UserSelectElement(action_id="a", placeholder=text), kit.UserMultiSelectElement(action_id="a"),
        kit.ConversationSelectElement(action_id="a", response_url_enabled=True, default_to_current_conversation=True),
        kit.ChannelMultiSelectElement(action_id="a", initial_channels=["C1"]),
        kit.ExternalDataSelectElement(action_id="a", min_query_length=1),
        kit.DatePickerElement(action_id="a", initial_date="2026-11-22"),
        kit.TimePickerElement(action_id="a", initial_time="09:30", timezone="UTC"),
        kit.DateTimePickerElement(action_id="a", initial_date_time=1795000000),
        kit.CheckboxesElement(action_id="a", options=options, initial_options=options[:1]),
        kit.RadioButtonsElement(action_id="a", options=options, initial_option=options[0]),
        kit.PlainTextInputElement(action_id="a", multiline=True, min_length=1, max_length=500, placeholder=text),
        kit.NumberInputElement(action_id="a", is_decimal_allowed=True, min_value="0", max_value="9"),
        kit.EmailInputElement(action_id="a"), kit.UrlInputElement(action_id="a"),
        kit.RichTextInputElement(action_id="a"), FileInputElement(action_id="a", filetypes=["csv"], max_files=1),
    ]  # fmt: skip
    inputs = [kit.InputBlock(label=text, element=element, hint=text, optional=True) for element in elements]
    pressed: list[Any] = [
        kit.ButtonElement(text="Go", action_id="a", value="1", style="danger", confirm=confirm),
        kit.LinkButtonElement(text="Open", url="https://example.com"),
        kit.OverflowMenuElement(action_id="b", options=options),
    ]
    blocks = [*inputs, kit.ActionsBlock(elements=pressed), kit.HeaderBlock(text="Hi"), kit.DividerBlock()]
    assert found([block.to_dict() for block in blocks], "modal") == []


def test_blocks_can_be_validated_without_a_token(slack: WebClient) -> None:
    public = WebClient(base_url=slack.base_url)
    assert public.blocks_validate(blocks=[section()])["ok"]
    assert refusal(public.blocks_validate, blocks=[{"type": "sparkle"}])["error"] == "invalid_blocks"
    assert refusal(public.blocks_validate, view={"type": "modal", "blocks": []})["error"] == "invalid_blocks"
    assert refusal(public.blocks_validate)["error"] == "invalid_arguments"
