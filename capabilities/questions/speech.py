"""What was written that is no question for this brief: one in another language than the brief's, or abuse."""

from __future__ import annotations

import re
from functools import lru_cache

from capabilities.stems import content

_MOST_READ = 20_000  # characters of a brief by which its language is told
_LEAST = 2  # function words of a language, and more than twice as many as of the other

# The small words each language asks with; a word that several have stands in each of them.
_SMALL = {
    "English": (
        "the a an is are was were do does did can could may might must shall should will would we i you they he she "
        "it our your their my to of in on at for from with by and or not no what which who how why when where there "
        "this that if any have has had be been about than as"
    ),
    "German": (
        "der die das den dem des ein eine einen einem einer ist sind war waren kann können könnte darf dürfen muss "
        "müssen soll sollen wird werden wir ich du sie er es unser unsere unserer ihr ihre mein zu von in im auf an "
        "für mit bei und oder nicht kein keine was welche welcher welches wer wie warum wann wo gibt dass wenn haben "
        "hat sagen kostet viel auch als uns man nach über sich zum zur"
    ),
    "French": (
        "le la les un une des du de est sont était peut peuvent puis pouvons doit faut nous je tu vous ils elle il on "
        "notre nos votre vos mon à au aux en dans sur pour par avec et ou ne pas que quel quelle quels quelles qui "
        "comment pourquoi quand où est-ce combien ce cette ces si avons avez ont ça dire plus qu c d l"
    ),
    "Spanish": (
        "el la los las un una unos unas es son está están era puede puedo podemos debe hay nosotros yo tú usted ellos "
        "nuestro nuestra su sus mi a al de del en sobre para por con y o no que qué cuál cuáles quién cómo cuánto "
        "cuánta cuesta cuándo dónde este esta esto si tiene tienen tenemos se lo más decir"
    ),
    "Italian": (
        "il lo la i gli le un uno una è sono era può possono posso possiamo deve noi io tu voi loro nostro nostra suo "
        "sua mio a al alla di del della dei nel nella in su per con e o non che cosa quale quali chi come perché "
        "quando dove quanto costa questo questa se abbiamo ha hanno si più dire c'è"
    ),
    "Portuguese": (
        "o a os as um uma é são está estão era pode podem posso podemos deve há nós eu você eles nosso nossa seu sua "
        "meu ao à de do da dos das no na em sobre para por com e ou não que qual quais quem como quanto custa quando "
        "onde este esta isto se tem têm temos mais dizer"
    ),
    "Dutch": (
        "de het een is zijn was waren kan kunnen mag mogen moet moeten zal zullen wij we ik jij je u zij ze hij ons "
        "onze hun mijn naar van in op aan voor met bij en of niet geen wat welke wie hoe waarom wanneer waar er dit "
        "dat als hebben heeft zeggen kost veel ook"
    ),
    "Polish": (
        "jest są był była może można możemy mogę musi my ja ty wy oni nasz nasza ich mój do z ze w we na dla od po "
        "przez i lub czy nie co jaki jaka jakie który kto jak dlaczego kiedy gdzie ten ta to że jeśli mamy ma mają "
        "ile kosztuje się powiedzieć"
    ),
    "Swedish": (
        "den det de en ett är var kan kunna får måste ska skall vill vi jag du ni han hon vår vårt våra deras min "
        "till av i på för med från och eller inte ingen vad vilken vilka vem hur varför när var där detta denna om "
        "har hade att säga kostar mycket som"
    ),
    "Danish": (
        "den det de en et er var kan kunne må skal vil vi jeg du i han hun vores deres min til af på for med fra og "
        "eller ikke ingen hvad hvilken hvem hvordan hvorfor hvornår hvor der dette denne om har havde at sige koster "
        "meget som"
    ),
    "Norwegian": (
        "den det de en et er var kan kunne må skal vil vi jeg du dere han hun vår vårt våre deres min til av på for "
        "med fra og eller ikke ingen hva hvilken hvem hvordan hvorfor når hvor der dette denne om har hadde å si "
        "koster mye som"
    ),
    "Turkish": (
        "bir bu şu ve veya ile için mi mı mu mü ne nasıl neden niçin kim hangi nerede zaman kadar var yok değil biz "
        "ben sen siz onlar bizim sizin olur olabilir midir mıdır daha çok gibi kaç eder söyleyebilir miyim"
    ),
}
_WORDS = {name: frozenset(words.split()) for name, words in _SMALL.items()}
_SCRIPTS = {
    "Greek": "\u0370-\u03ff",
    "Russian or another language in Cyrillic letters": "\u0400-\u04ff",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff",
    "Hindi": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Korean": "\uac00-\ud7af\u1100-\u11ff",
    "Japanese": "\u3040-\u30ff",
    "Chinese": "\u4e00-\u9fff",
}
_QUOTED = re.compile(r"[\"“„«][^\"“”«»]{1,300}[\"”“»]")

_BAD = (
    r"(?:idiots?|idiotic|stupid|dumb|useless|worthless|morons?|moronic|pathetic|rubbish|garbage|trash|shit|shitty|crap|"
    r"crappy|fool|imbecile|brainless|bastard|asshole|arsehole|bitch|wanker|loser|joke|disgusting)"
)
_STRONG = r"(?:fucking|bloody|goddamn|damn|so|such|just|really|totally|absolutely|completely|a|an|the|piece of)"
_INSULT = re.compile(
    rf"\b(?:are you|you are|you['’]re|ur|u r|you|this is|what)\s+(?:{_STRONG}\s+)*{_BAD}\b(?:\s+(?:bot|machine|thing))?"
    rf"|\b(?:{_BAD}|fucking)\s+(?:bot|machine|thing|program|app|assistant|ai|computer)\b"
    rf"|\b(?:fuck|screw|damn|curse|hate)\s+(?:you|u|this|off|it|yourself)\b(?:\s+(?:bot|all))?|\bf+u+c*k+\s*o+f+\b"
    rf"|\bshut (?:the \w+ )?up\b|\bgo to hell\b|\b(?:kill|hang) yourself\b|\bdrop dead\b|\bstfu\b|\byou suck\b"
    rf"|\bpiece of (?:shit|crap|garbage|junk)\b|^\W*(?:{_BAD}|fuck|wtf)\W*$",
    re.IGNORECASE,
)
_SWEARING = re.compile(r"\b(?:fuck\w*|shit\w*|damn|bloody|hell|wtf|crap)\b", re.IGNORECASE)

CALM = "I would like to help. Ask me what you need to know, for example: May I say we are cheaper?"


def is_abuse(text: str) -> bool:
    """Whether a message only insults; one that asks something beside it is a question like any other."""
    rest, found = _INSULT.subn(" ", text)
    if not found:
        return False
    asked = [each for each in content(_SWEARING.sub(" ", rest)) if len(each) > 1]
    return len(asked) < 3 and not (
        asked and re.search(r"[?？]|\b(?:what|how|may|can|does|is|where|when|who)\b", rest, re.I)
    )


def foreign(question: str, brief: str) -> str:
    """What to say to a question in another language than the brief's passages, `brief`, are in; empty where it is the
    same, or nobody can tell."""
    asked = language_of(_QUOTED.sub(" ", question))
    written = _language_of_brief(brief[:_MOST_READ]) if asked else ""
    if not asked or not written or asked == written:
        return ""
    if {asked, written} <= {"Danish", "Norwegian", "Swedish"}:  # too near to each other to be told apart for sure
        return ""
    return (
        f"That reads like {asked}, and the brief is in {written}, so I would look in it in vain. "
        f"Ask me in {written}, or have a person look at it."
    )


def language_of(text: str) -> str:
    """The language a text reads like, by its letters or its small words; empty where there are too few of them."""
    letters = re.findall(r"[^\W\d_]", text)
    for name, kept in _SCRIPTS.items():
        if len(re.findall(f"[{kept}]", text)) * 2 > len(letters) > 1:
            return name
    said = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.casefold().replace("’", "'"))
    parts = [part for word in said for part in ([word] if "'" not in word else [word, *word.split("'")])]
    counts = {name: sum(part in known for part in parts) for name, known in _WORDS.items()}
    ranked = sorted(counts, key=lambda name: -counts[name])
    first = ranked[0]
    if counts[first] < _LEAST or counts[first] * 4 < len(said):
        return ""
    if first != "English" and counts[first] <= 2 * counts["English"]:
        return "English" if counts["English"] * 2 > counts[first] else ""
    return first


@lru_cache(maxsize=64)
def _language_of_brief(text: str) -> str:
    return language_of(text)
