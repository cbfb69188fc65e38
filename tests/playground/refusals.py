"""What a refused Web API call says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


def refusal(call: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    answer: dict[str, Any] = caught.value.response.data
    return answer


def code(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """The error code of a call that must be refused."""
    return str(refusal(call, *args, **kwargs)["error"])
