"""Promises about time: the roadmap, dates, no time at all, hurry."""

from capabilities.grounding.promises.kind import Promise

ROADMAP = Promise(
    "the roadmap",
    limit=(
        r"road-?map", r"next (?:release|version|update|year|quarter)", r"future (?:feature|release|version)s?",
        r"upcoming", r"pipeline", r"(?:release|launch|shipping|ship) dates?",
        r"(?:coming|planned|available) (?:soon|next|in|for)", r"\bis coming\b",
    ),
    said=(
        r"\broad-?map\b", r"\b(?:next|coming|upcoming|following|new) (?:release|version|update|build)\b",
        r"\bcoming (?:soon|shortly|next|up|in|this)\b", r"\bis coming\b", r"\baround the corner\b",
        r"\bin the (?:pipeline|works)\b", r"\bin development\b", r"\bbeing (?:built|developed|programmed|finished)\b",
        r"\bbeta (?:of|for|starts)\b",
        r"\bwe are (?:already |right now |currently |just )?(?:building|developing|working on|programming|"
        r"finishing|about to (?:launch|release|ship))\b",
        r"\b(?:will|shall) (?:\w+ )?(?:soon|shortly)\b", r"\b(?:will|shall)\b.{0,40}\b(?:soon|shortly|before long)\b",
        r"\bsoon (?:\w+ )?(?:have|has|be|can|comes|see|get)\b",
        r"\b(?:ships?|lands?|launch(?:es)?|arrives?|drops|rolls? out|goes live|comes(?: out)?|(?:is|are) (?:due|"
        r"planned|scheduled|expected|out|ready|there|available)|will (?:\w+ )?(?:ship|land|launch|arrive|be|have|"
        r"add|support|follow|offer|get|see))\b<five>?(?:in|by|on|this|next|before|from|around|for|until|as of) "
        r"<season>",
        r"^(?:\W*(?:and|but|so))?\W*(?:in|by|from|next|this|as of) <season>.{0,40}\b(?:will|we|is|has|have|catch|"
        r"can)\b",
        r"\b(?:will|shall) (?:\w+ )?add\b.{0,40}<season>",
        r"\bnext (?:year|quarter|spring|summer|autumn|fall|winter|month)\b",
        r"\bwe (?:plan|intend|aim|are going) to (?:add|build|launch|release|ship|bring|offer|support)\b",
    ),
)  # fmt: skip

DATES = Promise(
    "dates",
    limit=(
        r"\bdelivery dates?\b", r"\bdeliver\w* (?:date|by|on)\b", r"\bdates? of delivery\b", r"\bdeadlines?\b",
        r"\bgo-live dates?\b", r"\b(?:promis\w+|fix\w*|firm|commit\w*)\b.{0,20}\bdates?\b",
    ),
    said=(
        r"\b(?:deliver\w*|ship\w*|arriv\w*|be (?:there|here|with you|in place|ready|live|installed|up)|is "
        r"(?:there|here|live|with you)|stands? (?:in|at|on)|have (?:it|them|theirs|yours|one|your)|get (?:it|them|"
        r"theirs|yours)|in (?:your )?hands?|at your door|in time)\b<five>?(?:by|on|before|in|next|this|until|"
        r"within|for|no later than|at the latest by)? ?<date>",
        r"^\W*(?:by|on|before|in|until|no later than) <date>.{0,60}\b(?:have|has|is|are|will|stands?|get|gets)\b",
        r"\bdeliver\w*\b.{0,40}\b(?:fixed|certain|guaranteed|promised|sure|within)\b", r"\bdelivery date of\b",
        r"\bcommit\w*\b.{0,40}(?:<date>|\d)",
    ),
    whole=True,
)  # fmt: skip

AT_ONCE = Promise(
    "taking no time",
    limit=(
        r"\bno time\b", r"\binstant\w*", r"\bimmediate\w*", r"\bat once\b", r"\bovernight\b", r"\bsame day\b",
        r"\bin (?:minutes|seconds)\b",
    ),
    about=(
        r"\binstant\w*", r"\bimmediate\w*", r"\bat once\b", r"\bin no time\b", r"\bright away\b", r"\bovernight\b",
        r"\bstraight away\b", r"\bon the spot\b", r"\bsame day\b",
        r"\bin (?:a |an )?(?:second|minute|moment|flash|instant)s?\b", r"\bno waiting\b",
        r"\bwithout (?:any )?delay\b", r"\b(?:takes|need|needs) no time\b",
    ),
)  # fmt: skip

HURRY = Promise(
    "hurry",
    limit=(
        r"\blast chance\b", r"\bexpir\w+", r"\bhurry\b", r"\bonly today\b", r"\blimited time\b", r"\bscarc\w+",
        r"\burgen\w+",
    ),
    said=(
        r"\blast chance\b", r"\bonly (?:today|until|this week|while)\b", r"\blimited time\b", r"\bhurry\b",
        r"\bexpires?\b", r"\bwhile (?:stocks?|places) lasts?\b",
        r"\bends? (?:today|tonight|tomorrow|this week|on friday)\b", r"\bbefore it is too late\b",
        r"\b(?:few|2|3) (?:places|seats|slots) left\b", r"\bnow or never\b",
    ),
    whole=True,
)  # fmt: skip
