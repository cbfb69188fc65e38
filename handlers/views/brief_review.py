"""What a review of a draft found: what to mend, line by line, and which of the brief's own questions fail."""

import re
from collections.abc import Callable, Sequence

from capabilities.brief.linting import KINDS, Finding
from capabilities.brief.testing import SILENCE, Tested
from capabilities.passages import plain_heading
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, many, quote, shorten

SHOWN = 20  # findings in one message; the rest are counted with their lines
_OF_ONE_KIND = 5
_FAILING = 5
_MARKS = re.compile(r"\A\s*(?:#{1,6}|[-*+]|\d{1,3}[.)])\s+|\*\*|__")  # of Markdown, which Slack shows as they stand
_LABELS = frozenset({"never", "only", "with", "may", "say"})  # of limits
_LINE = re.compile(r"(\()?\b[Ll]ine (?P<line>\d+)\b(?(1)\))")
_PLACE, _COUNTED = 90, 15  # characters of a place, and findings that are only counted with their places
_ROOM, _SECTION = 6_500, 2_900  # characters: a message holds both halves of a review, and Slack a section of 3,000
_WORDS, _ANSWER = 160, 300  # characters of the words concerned, and of an answer
_TITLES = {
    "unread": "Nothing was read",
    "limit_label": "A limit that ran on",
    "figures": "Two figures for one thing",
    "limit_broken": "Breaks its own limit",
    "unqualified": "Said without its qualifier",
    "limit_empty": "A limit that holds nothing",
    "limit_wide": "A limit that holds nearly everything",
    "limit_open": "A limit half said",
    "no_limits": "No limits",
    "orders": "Orders to a machine",
    "proof_missing": "Proof that is not there",
    "figure_unproven": "A figure its proof does not give",
    "no_plumb_line": "No plumb line",
    "unproven": "A benefit without proof",
    "segment_unnamed": "A segment that Who does not name",
    "no_evidence": "A segment without evidence",
    "untested": "A segment never tested",
    "tested_long_ago": "Tested long ago",
    "long_plumb_line": "A plumb line longer than a breath",
    "question_empty": "A question that asks for nothing",
    "front_matter": "A date nobody can read",
    "title": "No title",
    "language": "Another language",
    "hidden": "Hidden",
    "other": "Worth a look",
    "more": "And more",
}


def summary(findings: Sequence[Finding], results: Sequence[Tested]) -> str:
    """One line for a notification or a list: how much is to be mended and how many questions pass."""
    mend = f"{many(_count(findings), 'thing')} to mend" if findings else "nothing to mend"
    asked = _passing(results)
    return f"{mend}, {asked[:1].lower()}{asked[1:]}"


Where = Callable[[int], Sequence[str]]  # the headings above a line of the brief


def blocks(findings: Sequence[Finding], results: Sequence[Tested], where: Where) -> list[Block]:
    """A whole review: what to mend, then what came of the questions."""
    return [*mending(findings, where), b.divider(), *questions(results)]


def mending(findings: Sequence[Finding], where: Where) -> list[Block]:
    """What to mend by kind, the gravest first: twenty things at most, five of a kind, and a word on the rest.

    Each names the section it stands in, as /brief edit shows it, and the line for who has the file at hand.
    """
    if not findings:
        return [b.section("*Nothing to mend.* No line contradicts another, breaks a limit or stands without proof.")]
    first = ", the gravest first" if _count(findings) > 1 else ""
    made = [b.section(f"*{many(_count(findings), 'thing')} to mend*{first}")]
    left, room, unshown = SHOWN, _ROOM, 0
    for kind in [*KINDS, *dict.fromkeys(each.kind for each in findings if each.kind not in KINDS)]:
        own = [each for each in findings if each.kind == kind]
        lines, shown = _of_a_kind(own, min(_OF_ONE_KIND, left), room, where) if own else ([], 0)
        if not shown:
            unshown += len(own)
            continue
        left -= shown
        room -= sum(map(len, lines))
        made += _packed(lines)
    if unshown:
        made.append(b.context(f"… and {many(unshown, 'smaller thing')}. Mend these first; the next review shows them."))
    return made


def _of_a_kind(own: Sequence[Finding], most: int, room: int, where: Where) -> tuple[list[str], int]:
    """The lines to show for findings of one kind, and how many of them are shown in full; none without room."""
    same = len(own) > 1 and len({each.words for each in own}) == 1  # then what to do is said once
    lines = [f"*{_TITLES.get(own[0].kind, _TITLES['other'])}*"]
    if same:
        lines.append(escape(_placed(own[0].words, where)))
    shown = 0
    for finding in own[:most]:
        line = _one(finding, where, bare=same)
        if sum(map(len, lines)) + len(line) > room:
            break
        lines.append(line)
        shown += 1
    rest = own[shown:]
    return ([*lines, f"… and {len(rest)} more like this{_lines(rest, where)}"] if rest else lines), shown


def _packed(lines: Sequence[str]) -> list[Block]:
    """The lines in as few sections as hold them, none of them cut."""
    packs = [lines[0]]
    for line in lines[1:]:
        if len(packs[-1]) + len(line) >= _SECTION:
            packs.append(line)
        else:
            packs[-1] += f"\n{line}"
    return [b.section(pack) for pack in packs]


def questions(results: Sequence[Tested]) -> list[Block]:
    """How many of the brief's own questions pass; of those that fail what is wrong, and the answer given."""
    if not results:
        words = "*No questions of its own.* Add some with `/brief edit questions`, each with *expect* and *forbid*."
        return [b.section(f"{words} They are asked of every draft before it is published.")]
    failing = [each for each in results if not each.passed]
    made = [b.section(f"*{_passing(results)}*"), *(b.section(_failed(each)) for each in failing[:_FAILING])]
    if len(failing) > _FAILING:
        made.append(b.context(f"… and {many(len(failing) - _FAILING, 'more question')} that fail."))
    notes = ["Answered word for word from this draft, without a model."]
    if any(each.by_words for each in results):
        notes.append("The meaning of its passages was not ready in time, so the draft was searched by words alone.")
    made.append(b.context(" ".join(notes)))
    return made


def _passing(results: Sequence[Tested]) -> str:
    """How many of the questions pass, as one would say it."""
    passed, asked = sum(each.passed for each in results), len(results)
    if not asked:
        return "No questions of its own"
    if asked == 1:
        return f"The one question of the brief {'passes' if passed else 'fails'}"
    if passed in (0, asked):
        return f"{'All' if passed else 'None of the'} {asked} questions pass{'' if passed else 'es'}"
    return f"{passed} of {asked} questions pass"


def _one(finding: Finding, where: Where, *, bare: bool) -> str:
    """One finding; `bare` without what to do, where that was said for all of its kind."""
    said = escape(shorten(_MARKS.sub("", finding.said), _WORDS))
    place = f"*{escape(_place(finding.line, where))}* (line {finding.line}) · " if finding.line else ""
    if bare:
        return f"• {place}{said}"
    quoted = "" if _says(finding.words, finding.said) else f"\n> {said}"
    other_said = escape(shorten(_MARKS.sub("", finding.other_said), _WORDS))
    other_place = f"{escape(_place(finding.other_line, where))} (line {finding.other_line})"
    other = "" if _says(finding.words, finding.other_said) else f"\n> {other_place}: {other_said}"
    return f"• {place}{escape(_placed(finding.words, where))}{quoted}{other}"


def _says(words: str, said: str) -> bool:
    """Whether words say all that was said already, its label aside; a mark alone says nothing."""
    told = re.findall(r"\w+", words.casefold())
    return set(re.findall(r"\w+", said.casefold())) - _LABELS <= set(told)


def _place(line: int, where: Where) -> str:
    """`How › Clinics`, as a person finds it in Slack."""
    return shorten(" › ".join(plain_heading(each) for each in where(line)) or "At the top", _PLACE)


def _placed(words: str, where: Where) -> str:
    """Words that name lines, with the section of each: "line 7" is nowhere to be seen in Slack."""

    def named(match: re.Match[str]) -> str:
        place = _place(int(match.group("line")), where)
        return f"({place}, line {match.group('line')})" if match.group(1) else f"{place} (line {match.group('line')})"

    return _LINE.sub(named, words)


def _lines(findings: Sequence[Finding], where: Where) -> str:
    """Where these stand: `: Proof (lines 7, 9), Offers (line 12)`."""
    lines_ = list(dict.fromkeys(each.line for each in findings if each.line))
    by_place: dict[str, list[int]] = {}
    for line in lines_[:_COUNTED]:
        by_place.setdefault(_place(line, where), []).append(line)
    named = [
        f"{escape(place)} (line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))})"
        for place, lines in by_place.items()
    ]
    return f": {', '.join(named)}{' …' if len(lines_) > _COUNTED else ''}" if named else ""


def _count(findings: Sequence[Finding]) -> int:
    return sum(each.kind != "more" for each in findings)


def _failed(result: Tested) -> str:
    where = f" · line {result.line}" if result.line else ""
    made = [f":x: *{escape(shorten(result.question, 160))}*{where}"]
    missing = [each for each in result.expected_missing if each != SILENCE]
    if len(missing) < len(result.expected_missing):
        made.append("It should have no answer, and it has one.")
    if missing:
        made.append(f"Missing: {_quoted(missing)}")
    if result.forbidden_found:
        made.append(f"Forbidden, and said: {_quoted(result.forbidden_found)}")
    answer = quote(result.answer, _ANSWER) if result.answer else "> _The brief is silent on this._"
    return "\n".join([*made, f"The answer was:\n{answer}"])


def _quoted(phrases: Sequence[str]) -> str:
    more = f" and {len(phrases) - 3} more" if len(phrases) > 3 else ""
    return ", ".join(f"“{escape(shorten(each, 80))}”" for each in phrases[:3]) + more
