"""Two kinds of no a person can put right: something to correct, or someone to ask."""

from __future__ import annotations


class Refusal(Exception):
    """What was asked cannot be done as it stands; `words` say what to do and are shown as they are.

    `field` names the form field the words belong to, when they belong to one.
    """

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


class NotAllowed(Refusal):
    """The person lacks `role`; `ask` is who can help (a name or a mention), when somebody is known.

    `doing` is what was tried, as the start of a sentence: "Publishing a brief".
    """

    def __init__(self, doing: str, *, role: str, ask: str | None = None) -> None:
        help_from = f"Ask {ask}." if ask else "Ask whoever looks after Plumbline here."
        super().__init__(f"{doing} needs the {role} role. {help_from}")
        self.role = role
        self.ask = ask
