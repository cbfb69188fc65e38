"""Has a model word the decision, and lets its words through only if every figure stands in the digest's own."""

from dataclasses import replace
from functools import lru_cache

from pydantic import BaseModel

from capabilities.digest.decision import amount, counted
from capabilities.digest.numbers import COST
from capabilities.digest.placing import misplaced, of_lines
from capabilities.digest.rhythm import when
from capabilities.digest.theming import news
from capabilities.digest.values import Digest, Disagreement, Row, Theme
from capabilities.field import KINDS, REASONS
from capabilities.grounding.polarity import denies
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.stems import content, stems, words
from prompts.catalog import Catalog
from prompts.model import BudgetSpent, Model, ModelFault

COMPUTED = "The decision line is computed, without a model."
_SPENT = "Today's model budget is used up, so the decision line is computed."
_AWAY = "The model did not answer as it should, so the decision line is computed."
_ASTRAY = "The model's sentence was not about what the numbers call for, so the decision line is computed."
_UNPROVEN = "The model's sentence said more than the numbers do, so the decision line is computed."
_LONGEST = {"decision": 240, "why": 420}  # characters; the prompt asks for 25 and 45 words
_OPEN = (["what"], ["who"], ["which"], ["whether"], ["how"], ["when"], ["where"], ["if"], ["whose"])
_ROWS = 20
_STRANGE = 1  # words a sentence may have that neither the facts nor _meeting() has
_NOT_OURS = ("<", ">", "@", "http:", "https:", "[customer]", "[name]")


class Decision(BaseModel):
    """What the model is asked for."""

    decision: str
    why: str


def drafted(digest: Digest, model: Model | None, catalog: Catalog | None) -> Digest:
    """The same digest with the decision in the model's words, or with a remark on why it is computed."""
    if model is None or catalog is None:
        return replace(digest, remark=COMPUTED)
    lines = facts(digest)
    try:
        answer = model.typed(catalog.fill("digest", facts="\n".join(lines)), Decision, max_tokens=300)
    except BudgetSpent:
        return replace(digest, remark=_SPENT)
    except ModelFault:
        return replace(digest, remark=_AWAY)
    decision, why = (" ".join(words.split()) for words in (answer.value.decision, answer.value.why))
    if not holds(decision, why, lines):
        return replace(digest, remark=_UNPROVEN)
    if not follows(decision, why, digest):
        return replace(digest, remark=_ASTRAY)
    remark = f"The decision line is drafted by {answer.model}; its figures are checked against this digest."
    return replace(digest, decision=decision, why=why, drafted_by=answer.model, remark=remark)


def answered(digest: Digest) -> bool:
    """Whether the model that was asked for this digest's decision gave an answer, be it one that does not hold."""
    return digest.remark not in (COMPUTED, _SPENT, _AWAY)


def holds(decision: str, why: str, lines: list[str]) -> bool:
    """Whether two drafted sentences are short, plain, a decision, and hold no figure the facts do not hold."""
    if not decision.startswith("Decide ") or not why:
        return False
    if len(decision) > _LONGEST["decision"] or len(why) > _LONGEST["why"]:
        return False
    both = f"{decision}\n{why}"
    if any(mark in both.lower() for mark in _NOT_OURS):
        return False
    known = [quantity for line in lines for quantity in quantities(line)]
    return all(stands_in(quantity, known) for quantity in quantities(both))


def follows(decision: str, why: str, digest: Digest) -> bool:
    """Whether two drafted sentences say what the computed ones do, in other words.

    The decision is a question to settle, not a verdict, and names what the computed one is about; both sentences
    keep to words of what was counted, and each figure stays with what it counts. What customers, owners and askers
    said does not count here: it may hold anything, a wish addressed to the model too.
    """
    if decision.split(" ", 2)[1:2] not in _OPEN:
        return False
    named = [stems(name) for name in digest.subject]
    said = stems(decision)
    if named and not any(_runs(name, said) for name in named):
        return False
    bare = own(digest)
    if _denies(f"{decision} {why}") and not _denies(f"{digest.decision} {digest.why}"):
        return False  # "sales accepted no leads" has no figure that could be looked for
    if misplaced(f"{decision}\n{why}", of_lines(bare), free=_meeting() - _counted()):
        return False
    have = {stem for line in bare for stem in content(line)} | _meeting()
    for sentence in (decision, why):
        meant = {word for word in content(sentence) if not word[0].isdigit()}
        strange = meant - have
        if len(strange) > _STRANGE or (strange and meant <= _meeting() | strange):
            return False
    return True


@lru_cache(maxsize=1)
def _meeting() -> frozenset[str]:
    """What people in a meeting decide about: words that are in no sentence a claim of their own."""
    return frozenset(
        content(
            "decide decision whether which while yet still although because before after until since more less most "
            "few only even both each every one first next last week weekly keeps kept get gets gives changes changed "
            "budget money spend spending costs leads sales marketing channel teams check answers review test says said "
            "asks asked named needs look makes sees goes put takes not no without against than per figures numbers "
            "meeting"
        )
    )


@lru_cache(maxsize=1)
def _counted() -> frozenset[str]:
    """Words that say what a figure counts: beside a figure they are a claim."""
    return frozenset(content("lead leads spend spent spending costs cost customer customers week weeks channel"))


def _denies(said: str) -> bool:
    """Whether words deny anything, beside the names of reasons and the "or not" of a question."""
    said = said.casefold()
    for name in (*REASONS.values(), "or not"):
        said = said.replace(name.casefold(), " ")
    return any(map(denies, words(said)))


def _runs(name: list[str], said: list[str]) -> bool:
    """Whether a name's words stand in a sentence, one after the other."""
    return any(said[at : at + len(name)] == name for at in range(len(said) - len(name) + 1)) if name else False


def own(digest: Digest) -> list[str]:
    """The facts that are the program's own words: no customer, owner or asker speaks in them.

    A theme's name is made of notes, so only the one the decision is about counts.
    """
    rows = tuple(replace(row, story="", skipped="") for row in digest.rows)
    themes = tuple(replace(each, quote=None) for each in digest.themes or () if each.name in digest.subject)
    views = tuple(replace(each, story="", field="") for each in digest.disagreements)
    bare = replace(digest, quotes=(), gap_texts=(), asked=(), rows=rows, themes=themes, disagreements=views)
    return facts(bare)


def facts(digest: Digest) -> list[str]:
    """The week's facts, one a line, with nothing in them that a public digest hides."""
    cover = digest.coverage
    lines = [f"What the numbers call for: {digest.decision}", f"Why: {digest.why}"]
    lines += [f"Field notes: {counted(digest.said)}."]
    lines += [f"{KINDS[each.kind].capitalize()}: {counted(each.count)}." for each in digest.kinds]
    lines += [line for theme in digest.themes or () for line in _theme(theme, when(digest.start, digest.end))]
    lines += [f"A customer said ({KINDS[quote.kind]}): “{quote.text}”" for quote in digest.quotes]
    lines += [_total(digest)] if digest.rows else []
    lines += [_channel(row) for row in _told_of(digest)]
    lines += [line for each in digest.disagreements for line in _two_views(each)]
    lines += [f"To look at, {flag.channel}: {flag.words}" for flag in digest.flags]
    lines += [f"Questions the brief was silent on: {digest.gaps}."] if digest.gaps else []
    lines += [f"Asked and not answered: “{text}”" for text in digest.gap_texts]
    lines += [f"Asked by {each.people} people and not answered: “{each.words}”" for each in digest.asked]
    lines.append(f"Reported: {cover.channels_reported} of {cover.channels} channels.")
    return lines


def _told_of(digest: Digest) -> list[Row]:
    """The channels a model is told of: what the decision, a flag or a disagreement is about, then the highest spend.

    A prompt of hundreds would be cut, or answered with whatever stood last.
    """
    about = {*digest.subject, *(flag.channel for flag in digest.flags)}
    about |= {each.channel for each in digest.disagreements}
    return sorted(digest.rows, key=lambda row: row.channel not in about)[:_ROWS]


def _total(digest: Digest) -> str:
    total = digest.totals
    said = [] if total.spend is None else [f"spent {amount(total.spend, total.currency)}"]
    said += [f"{total.leads:,} leads"] if total.leads is not None else []
    said += [] if total.cost_per_lead is None else [f"{amount(total.cost_per_lead, total.currency)} for a lead"]
    said.append(f"sales accepted {total.accepted:,} and returned {total.returned:,} leads")
    return f"All channels: {', '.join(said)}."


def _theme(theme: Theme, at: str) -> list[str]:
    where = f", most often in {theme.segment}" if theme.segment else ""
    lines = [f"Theme “{theme.name}”: {counted(theme.count)}{where}. {news(theme, at)}."]
    return lines + ([f"A customer said of it: “{theme.quote.text}”"] if theme.quote else [])


def _two_views(each: Disagreement) -> list[str]:
    lines = [f"{each.channel}: the owner's story and sales do not agree. {each.counted}"]
    lines += [f"Its owner says: “{each.story}”"] if each.story else []
    return lines + ([f"A rep says: “{each.field}”"] if each.field else [])


def _channel(row: Row) -> str:
    if not row.reported:
        how = f"skips the week, “{row.skipped}”" if row.skipped else "has not reported"
        return f"{row.channel}: {how}; sales accepted {row.accepted} and returned {row.returned} leads."
    said = [f"{row.channel}: spent {amount(row.spend, row.currency)}"]
    said += [f"{row.leads} leads"] if row.leads is not None else []
    if row.cost_per_lead is not None:
        before = f" after {amount(row.before, row.currency)} the week before" if row.before is not None else ""
        said.append(f"{amount(row.cost_per_lead, row.currency)} for a lead{before}")
    said.append(f"sales accepted {row.accepted} and returned {row.returned} leads")
    said += [f"most often returned for {REASONS[row.reason]}"] if row.reason in REASONS else []
    if row.cost_per_accepted is not None:
        said.append(f"{amount(row.cost_per_accepted, row.currency)} for an accepted lead")
    said += [f"{row.customers} customers"] if row.customers is not None else []
    if row.cost_per_customer is not None:
        said.append(f"{amount(row.cost_per_customer, row.currency)} for a customer")
    usual = row.move(COST)
    if usual is not None and usual.mean is not None:
        said.append(
            f"{amount(usual.mean, row.currency)} for a lead on average in {usual.weeks} of the four weeks before"
        )
    owner = f" Its owner says: “{row.story}”" if row.story else ""
    return f"{', '.join(said)}.{owner}"
