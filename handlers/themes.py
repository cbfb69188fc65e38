"""Ways in for themes: the list, a theme opened, and everything people do to one."""

from capabilities.themes import Themes
from handlers.ports import Job, Steps


def jobs(themes: Themes) -> dict[str, Job]:
    """Settling the notes that wait."""

    def notes(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only says what was asked for)
        steps.run("settle", lambda: len(themes.settle(workspace)))

    return {"notes": notes}
