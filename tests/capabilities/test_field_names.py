"""A name that is nearly a known one is taken for it; any other stays as it was typed."""

import pytest

from capabilities.field.names import nearest, same

KNOWN = ("Refrigeration service", "Door and gate service", "Mid-market", "SMB", "Webinars", "Counter days")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mid-market", "Mid-market"),
        ("Mid Market", "Mid-market"),
        ("refrigeration", "Refrigeration service"),
        ("refrigeration-service", "Refrigeration service"),
        ("webinar", "Webinars"),
        ("Webinarrs", "Webinars"),
        ("counter-day", "Counter days"),
        ("smb", "SMB"),
        ("SME", ""),
        ("service", ""),
        ("Radio", ""),
        ("", ""),
        ("🎉", ""),
    ],
)
def test_the_name_that_was_meant_is_found(typed: str, expected: str) -> None:
    assert nearest(typed, KNOWN) == expected


def test_two_names_that_begin_alike_are_not_chosen_between() -> None:
    assert nearest("door", ["Door and gate service", "Door to door sales"]) == ""


def test_case_and_signs_make_no_difference() -> None:
    assert same("Mid-Market", "mid market")
    assert not same("Rutan", "Rutano")
