"""Promises about how it ends: certainty, no risk, nothing that goes wrong, health, the law, the climate."""

from capabilities.grounding.promises.kind import Promise

CERTAIN = Promise(
    "certainty",
    limit=(
        r"guarant\w+", r"certain\w*", r"sure\b", r"surely", r"promis\w+", r"assur\w+", r"warrant\w*", r"bound to",
        r"without fail", r"definite\w*",
    ),
    said=(
        r"guarant\w+", r"warrant(?:y|ed|s)?\b", r"\bpromis\w+", r"\bassur(?:e|es|ed|ance)\b",
        r"\bvouch(?:es|ed)? for", r"(?:my|our) word\b", r"word of honou?r", r"mark (?:my|our) words",
        r"\bcertainly\b", r"as certain as", r"(?:is|are|be|feel|for|almost|absolutely) certain\b", r"with certainty",
        r"(?:am|is|are|be|feel|quite) sure\b", r"\bsure (?:to|thing|bet|win)\b", r"\bfor sure\b", r"\bsurely\b",
        r"\bsure-?fire\b", r"\bundoubted\w*",
        r"(?:no|without(?: any| a)?|beyond(?: any| a)?) (?:shadow of a )?doubts?\b", r"\bdefinite\w*",
        r"\binevitabl\w+", r"\bbound to\b", r"\bwithout fail\b", r"\bfail-?(?:safe|proof)\b", r"\binfallibl\w+",
        r"(?:can|could|will|does|do)(?: \w+)? not (?:possibly |ever )?(?:fail|go wrong|lose|miss|disappoint|let "
        r"you down)",
        r"never (?:fails?|goes wrong|misses|loses|disappoints?)\b",
        r"no (?:way|chance|possibility|risk|danger|question)<five>(?:fail|go|goes|lose|miss|disappoint)\w*",
        r"impossible to (?:fail|lose|miss|go wrong)", r"failure is (?:not an option|impossible|out of the question)",
        r"(?:is|are) (?:a )?(?:given|certainty|done deal|foregone conclusion|safe bet|matter of course)\b",
        r"\bin the bag\b", r"\b100 percent (?:sure|certain|success\w*)", r"put (?:it|that|this) in writing",
        r"stake (?:my|our)\b", r"\b(?:can|may) bet\b", r"\bcan not but\b", r"\bwill not be disappointed\b",
        r"\bmoney-back\b", r"nobody (?:ever )?(?:fails|loses)\b", r"\btake it from (?:me|us)\b",
    ),
    about=(
        r"\b(?:bank|count|rely|depend)\w* on\b", r"\bevery (?:single )?time\b", r"\bin (?:every|any|each) case\b",
        r"\bin all cases\b", r"\balways\b", r"\bensur\w+", r"\b(?:make|makes|making) (?:\w+ )?(?:sure|certain)\b",
        r"\bsee to it\b", r"\bno matter\b", r"\bwhoever\b", r"\beveryone", r"everybody\b", r"\byours too\b",
        r"\bnever worry\b", r"\bnothing to worry\b", r"\bno (?:need to )?worr(?:y|ies)\b",
        r"\bwill (?:\w+ )?(?:win|succeed|pass|save)\b", r"\bends? well\b", r"\bno \w+ will find\b",
        r"\bevery \w+ (?:\w+ )?(?:passes|saves|wins|succeeds|gets|works|ends)\b",
    ),
    generic="anything benefit effect future growth improvement outcome result save saving success thing",
)  # fmt: skip

NO_RISK = Promise(
    "no risk",
    limit=(
        r"\b(?:no|zero|0|without(?: any)?) risks?\b", r"\brisk-?free\b",
        r"\b(?:totally|completely|perfectly|absolutely) safe\b",
    ),
    said=(
        r"\brisk-?free\b", r"\b(?:no|zero|0|without(?: any)?|free of|not any) (?:\w+ )?risks?\b",
        r"\bnothing to lose\b", r"\bnothing (?:bad )?can (?:happen|go wrong)\b",
        r"\b(?:totally|completely|perfectly|absolutely|100 percent) safe\b", r"\bno (?:danger|downside)\b",
        r"\bharmless\b", r"\bcan not lose\b", r"\bbullet-?proof\b", r"\bwater-?tight\b",
        r"\bun(?:hackable|breakable)\b",
    ),
    whole=True,
)  # fmt: skip

RULED_OUT = Promise(
    "ruling out what goes wrong",
    limit=(
        r"\bprevent\w*", r"\bavoid\w*", r"\beliminat\w+", r"\brul\w+ out\b", r"\bstops?\b", r"\bend (?:of|to)\b",
        r"\bno more\b", r"-free\b", r"\bkeeps?\b.{0,40}\bsafe\b", r"\bprotect\w*", r"\bsafe from\b",
    ),
    about=(
        r"\bprevent\w*", r"\bavoid\w*", r"\bavert\w*", r"\beliminat\w+", r"\beradicat\w+", r"\brul\w+ out\b",
        r"\ban end to\b", r"\bend(?:s|ed)? (?:of|all)\b", r"\bno more\b", r"\bno longer\b",
        r"\bnever (?:again )?(?:happen|occur|make|see|have|get)\w*", r"\bimpossible\b", r"\bfree (?:of|from)\b",
        r"-free\b", r"\bwithout (?:any |a single |a )?(?:risk|worry|fear|danger)\b", r"\bzero\b",
        r"\bstop(?:s|ped|ping)?\b", r"\bnot a single\b", r"\b(?:vanish|disappear)\w*", r"\bthing of the past\b",
        r"\bprotect\w*", r"\bshield\w*", r"\bguard(?:s|ed)?\b", r"\bsafe(?:ly|r|ty)?\b", r"\brid of\b",
        r"\bspar(?:e|es)\b", r"\bno chance\b",
        r"\b(?:no|not|nobody|never|nothing)\b.{0,40}\b(?:fear|worry|ill|sick|suffer|harm|danger|risk)\b",
        r"\bcan relax\b", r"\bstay(?:s)? (?:healthy|well|safe)\b", r"\bno one (?:ill|sick)\b", r"\bfewer\b",
    ),
)  # fmt: skip

HEALING = Promise(
    "healing",
    limit=(
        r"\bcur(?:e|es|ed|ing)\b", r"\bheal\w*", r"\btreat(?:s|ed|ing|ment)?\b", r"\bdiagnos\w+", r"\bmedical\b",
        r"\btherap\w+", r"\bremed\w+",
    ),
    said=(
        r"\bcur(?:e|es|ed|ing)\b", r"\bheal(?:s|ed|ing)?\b", r"\btreats?\b", r"\btreat(?:ed|ing|ment) (?:of|for|\w+)",
        r"\bremed\w+", r"\breliev\w+", r"\bdiagnos\w+", r"\bget(?:s)? (?:well|better|healthy)\b",
        r"\bgo(?:es)? away\b", r"\bmak\w+\b.{0,30}\b(?:go away|disappear|vanish)\b", r"\btherap\w+", r"\balleviat\w+",
        r"\beas(?:e|es) (?:the )?(?:pain|symptom)\w*", r"\brecover(?:s|ed|y) from\b",
    ),
    generic="advice any claim condition disease illness medical patient promise sickness",
)  # fmt: skip

LAWFUL = Promise(
    "keeping the law",
    limit=(
        r"\bcompl(?:y|ies|iant|iance)\b", r"\bcertif\w+", r"\baccredit\w+", r"\blegal\w*", r"\blaw(?:s|ful)?\b",
        r"\bregulat\w+", r"\bapproved by\b",
    ),
    said=(
        r"\blegally (?:covered|safe|sound|binding)\b", r"\bin court\b", r"\bnot need (?:a|your) lawyer\b",
        r"\bentitled to\b", r"\blegal(?:ly)? (?:advice|secure)\b",
    ),
    about=(
        r"\bcompl(?:y|ies|iant|iance|ied)\b", r"\bconform\w*", r"\bin line with\b", r"\bmeets?\b", r"\bfulfil\w*",
        r"\bsatisf\w+", r"\bcertif\w+", r"\baccredit\w+", r"\bapprov\w+", r"\baccepted by\b", r"\bpass(?:es)?\b",
        r"\badher\w+", r"\babid\w+", r"\bon the safe side\b", r"\bno (?:issue|fine|penalty)\b",
        r"\bnothing to fear\b", r"\bsettl\w+", r"\btaken care of\b", r"\bcovered\b", r"\ball right with\b",
        r"\bobligations?\b", r"\bdemands?\b",
    ),
    generic="advice statement",
)  # fmt: skip

NEUTRAL = Promise(
    "harming nothing",
    limit=(
        r"\b(?:climate|carbon|co2)[- ]?(?:neutral|positive|free)\b", r"\bnet[- ]?zero\b", r"\bsustainable\b",
        r"\bgreen\b", r"\bemission-?free\b",
    ),
    said=(
        r"\b(?:climate|carbon|co2)[- ]?(?:neutral|positive|free|negative)\w*", r"\bnet[- ]?zero\b",
        r"\b(?:fully |completely )?offset\w*",
        r"\bno (?:\w+ ){0,2}?(?:footprint|emissions?|effect on the climate|impact)\b",
        r"\bfootprint\b.{0,20}\b(?:zero|0|gone|nothing)\b",
        r"\b(?:no longer|not|nothing|never)\b.{0,30}\b(?:harm|burden|hurt|damage|load)\w*\b.{0,20}\b(?:climate|"
        r"planet|environment|nature)\b",
        r"\bclean conscience\b", r"\bemission-?free\b", r"\bzero[- ](?:emission|carbon)\w*",
    ),
    whole=True,
)  # fmt: skip

ALWAYS_UP = Promise(
    "never being down",
    limit=(
        r"\bdown-?time\b", r"\bup-?time of\b", r"\balways (?:up|available|on|online)\b", r"\bnever (?:\w+ )?down\b",
        r"\bno outages?\b", r"\boutage-?free\b",
    ),
    said=(
        r"\bnever (?:\w+ ){0,2}?(?:down|stops?|outages?|offline|crash\w*|breaks?)\b",
        r"\b(?:no|zero|0|without(?: any| an)?) (?:down-?time|outages?|interruptions?|failures?)\b",
        r"\balways (?:up|available|on|there|reachable|running|online)\b", r"\buninterrupted\b",
        r"\bround the clock\b", r"\b24/7\b", r"\bstays? up\b", r"\bnot (?:a single|one|a) (?:minute|second|outage)\b",
    ),
    generic="always downtime never product service system uptime zero",
)  # fmt: skip

WITHOUT_END = Promise(
    "no limit",
    limit=(
        r"\bunlimited\b", r"\b(?:no|without(?: any)?) limits?\b", r"\blimitless\b", r"\bas (?:much|many|often) as\b",
    ),
    about=(
        r"\bunlimited\w*", r"\blimitless\b", r"\b(?:no|without(?: any| a)?) (?:limit|cap|ceiling)s?\b",
        r"\bas (?:much|many|often|long) as\b", r"\bendless\w*", r"\bany number\b", r"\bday and night\b",
        r"\bround the clock\b",
    ),
)  # fmt: skip

KEPT_INSIDE = Promise(
    "never leaving a place",
    limit=(
        r"\b(?:never|not) (?:\w+ )?leav\w*",
        r"\b(?:stays?|remains?|kept|stored|hosted) (?:only )?(?:in|inside|within)\b",
        r"\b(?:never|not) (?:sent|transferred|exported)\b",
    ),
    about=(
        r"\b(?:stay|remain|kept|keep|stored|hosted)\w*\b.{0,20}\b(?:in|inside|within)\b", r"\babroad\b",
        r"\b(?:never|not|nothing|nobody)\b.{0,20}\b(?:leav\w+|sent|transferred|exported|goes)\b",
    ),
)  # fmt: skip

HEALTH = Promise(
    "keeping people well",
    limit=(r"\bpoison\w*", r"\ballerg\w*", r"\binfect\w*", r"\binjur\w*", r"\baccidents?\b", r"\billness\w*"),
    said=(
        r"\b(?:no one|nobody|nothing|never|not|fewer|no longer)\b.{0,40}"
        r"\b(?:ill|sick|poison\w*|infect\w*|injur\w*|hurt)\b",
        r"\bstays? (?:healthy|safe|well)\b", r"\bsafe (?:from|for (?:people|guests|patients|children|everyone))\b",
        r"\b(?:nobody|no one|nothing)\b.{0,30}\b(?:fear|worry)\b", r"\bcan relax\b", r"\bwithout risk\b",
        r"\b(?:protect|shield|guard)s? (?:people|guests|patients|students|children|\w+-\w+)\b",
        r"\b(?:stops?|kills?|keeps? out) (?:germs|bacteria|viruses|salmonella)\b", r"\bhas no chance\b",
        r"\b(?:allerg|poison|infect|injur)\w*\b.{0,25}\b(?:thing of the past|impossible|gone|no more|over)\b",
    ),
    whole=True,
)  # fmt: skip
