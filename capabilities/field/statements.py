"""Tells apart what somebody wrote to the bot: a question for the brief, something a customer said, or either."""

import re

QUESTION, STATEMENT, EITHER = "question", "statement", "either"


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FEW = 3  # words: so few are what somebody types to look something up, or a greeting
_ASKS = _each("who whos whom whose what whats when where wheres which why how hows whether")
_HELPING = _each(
    "is are was were am do does did can could will would shall should may might must has have had isnt arent wasnt "
    "werent dont doesnt didnt cant couldnt wont wouldnt shouldnt hasnt havent hadnt"
)
_SUBJECT = _each(
    "i we you they he she it the a an this that these those there my our your their his her its anyone anybody "
    "someone somebody everyone any all each both one"
)
_TELL = _each(
    "tell explain help draft write give show list summarize summarise compare describe define find name suggest please "
    "remind teach recommend translate clarify outline rewrite prepare identify hello hi hey thanks thank"
)
# Who tells what a customer said speaks of people, or of what they did and want; who looks something up does not.
_TELLING = _each(
    "he she they them him her his their i we us our me customer customers client clients buyer buyers lead prospect "
    "owner boss planner manager director team rep ceo cfo "
    "want wants wanted needs needed like likes liked love loves loved hate hates prefer prefers ask asks asked "
    "say says said tell tells told think thinks thought feel feels felt worry worries worried complain complains "
    "complained find finds found went got gets sent bought signed showed tried met left came goes stays keeps looks "
    "looked compare compares compared switched cancelled canceled refused declined accepted returned liked works "
    "worked fails failed landed fell hit helped too expensive dear dearer cheaper "
    "cheap"
)
# What begins so is told about somebody: "wants to know who was on site" asks nothing.
_ABOUT = _each(
    "they he she customer client buyer wants needs likes loves hates prefers asks asked says said thinks thought told "
    "tells feels felt worries worried complains complained tried used met had runs showed lost won"
)
_ASKED_INSIDE = re.compile(r"\b(?:what|which|who|whom|whose|how|why)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"\w{2}[.!;]\s+\w")
_ENDS_OPEN = re.compile(r"\b(?:is|are|was|were|as|to|of|in|by|for|from|with|on|at|the|where|when|why|how)\W*\Z", re.I)
_WONDERING = re.compile(
    r"\b(?:wonder(?:ing)?|any ideas?|do you|can you|could you|would you|may i|can i|should i|can we|may we|should we|"
    r"i(?: would|'d|’d)? (?:need|like|want|have) to (?:know|ask|see|understand|find)|not sure|don['’]?t know|"
    r"let me know|curious|meaning|difference between|percentage of|summary of|definition)\b",
    re.IGNORECASE,
)


def reads_as(words: str) -> str:
    """QUESTION, STATEMENT, or EITHER when rules cannot tell. What is no statement beyond doubt is not called one."""
    bare = re.sub(r"[\"“”„'‘’«»]", "", words).strip()
    found = re.findall(r"[^\W_]+", bare.casefold())
    if len(found) <= _FEW or re.search(r"[?？؟]\W*\Z", bare):
        return QUESTION
    first, second = found[0], found[1]
    if first in _ASKS or first in _TELL or (first in _HELPING and second in _SUBJECT):
        return QUESTION
    if re.search(r"[?？؟]", bare) or _WONDERING.search(words):
        return EITHER
    if first in _ABOUT:
        return STATEMENT
    if first in _HELPING or _ASKED_INSIDE.search(bare) or _ENDS_OPEN.search(bare):
        return EITHER
    return STATEMENT if _TELLING & set(found) or _SENTENCES.search(bare) else EITHER
