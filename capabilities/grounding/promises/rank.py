"""Promises about people and rivals: replacing and watching people, being the best or the only one."""

from capabilities.grounding.promises.kind import Promise

REPLACED = Promise(
    "replacing people",
    limit=(
        r"\breplac\w+", r"\bsubstitut\w+", r"\bredundant\b", r"\bmak\w+\b.{0,20}\bunnecessary\b",
        r"\bno longer needs?\b", r"headcount",
    ),
    about=(
        r"\b(?:redundant|obsolete|superfluous|unnecessary|dispensable|unneeded)\b", r"\bin place of\b",
        r"\btak(?:e|es|ing) (?:the )?(?:place|job|seat|role)\b", r"\breplaced by\b", r"\bheadcount\b",
        r"\bsalar(?:y|ies)\b", r"\bwages?\b",
        r"\b(?:1|one|a|2|two) (?:person|people|cook|head|post|position|fte)s? (?:fewer|less)\b",
        r"\bfewer (?:people|staff|heads|hands|\w+s)\b",
        r"\bdo(?:es)? (?:\w+ ){0,2}(?:'s |the )?(?:\w+ ){0,3}(?:job|work|part)\b",
        r"\bdo(?:es)? (?:your|the|a|an|their|his|her|its)\b.{0,30}\b(?:job|work|part)\b", r"\bnever calls? in sick\b",
        r"\btakes? over\b", r"\bstands? in for\b", r"\bfills? in for\b", r"\blike having\b", r"\bthink of it as\b",
    ),
    onto=(
        r"\breplac(?:e|es|ing)\b", r"\bsupplant\w*", r"\bsubstitut\w*(?: for)?", r"\binstead of\b", r"\bdisplac\w+",
        r"\bsupersed\w+",
        r"\b(?:not|never|no longer|nobody) (?:\w+ ){0,2}?(?:need|require)\w*(?: to (?:hire|employ|pay|have))?",
        r"\bno (?:more )?need (?:for|of)\b", r"\bdo(?:es|ing)? (?:away with|without)\b", r"\brid of\b", r"\blet\b",
        r"\blay(?:s|ing)? off\b", r"\bdismiss\w*", r"\bfir(?:e|ing)\b",
        r"\b(?:manage|run|work|operate|get by)\w*\b.{0,20}\bwithout\b",
        r"\bsav(?:e|es|ing) (?:on )?(?:the|a|your)\b(?=.{0,30}\b(?:salary|wage|post|cost))", r"\bno more\b",
    ),
)  # fmt: skip

BY_ITSELF = Promise(
    "working by itself",
    limit=(
        r"\bby itself\b", r"\bon its own\b", r"\bautomat\w+", r"\bautonom\w+",
        r"\bwithout (?:a|any|the) (?:human|person|people)\b",
    ),
    about=(
        r"\bitself\b", r"\b(?:on|of) its own\b", r"\bautomat\w+", r"\bautonom\w+", r"\bauto-?pilot\b",
        r"\bhands?-(?:off|free)\b",
        r"\bwithout (?:\w+ )?(?:anyone|anybody|human|humans|people|person|staff|hands?|help|input|supervision|"
        r"intervention|involvement|lifting a finger|touching)\b",
        r"\b(?:no|not a|zero) (?:human|manual|single) (?:\w+ )?",
        r"\bno ?(?:body|one) (?:\w+ )?(?:has|have|needs?|must|is needed)\b", r"\bunattended\b", r"\bself-\w+ing\b",
        r"\btakes? care of\b", r"\bpush of a button\b", r"\bzero-touch\b", r"\bno human\b",
    ),
)  # fmt: skip

WATCHED = Promise(
    "watching people",
    limit=(
        r"\b(?:see|know|track|monitor|watch|rank|control|compare)s?\b(?= (?:who|which|what each|each|every|how "
        r".{0,20}\b(?:each|every|a|an) )\b)",
    ),
    said=(
        r"\bwho in (?:your|the)\b", r"\bwho (?:did it|wastes?|is (?:slow|late|behind|best|worst|the))\b",
        r"\bnames? the (?:person|one|people)\b", r"\bthe person (?:behind|who)\b", r"\brank (?:your|the|their) \w+",
        r"\b(?:each|every) \w+ (?:has|gets) (?:a|an|its|their) (?:\w+ )?(?:score|figure|number|rank|grade|mark)\b",
        r"\bcompare \w+(?:'s)?\b.{0,20}\b(?:with|to|and) \w+'s\b", r"\bscores? (?:for|per|of) (?:each|every)\b",
        r"\bwhich of (?:your|the) (?:people|staff|team|employees|workers)\b", r"\bleague table\b",
        r"\bper (?:person|head|employee|worker)\b", r"\bwho is to blame\b", r"\bculprits?\b", r"\bname and shame\b",
        r"\bsingles? out\b", r"\bkeeps? (?:an|your) eye on (?:your|the|each|every|individual)\b",
        r"\bwhose (?:fault|shift|turn|mistake)\b", r"\bby (?:person|employee|name)\b",
        r"\bindividual (?:employees?|persons?|people|workers?|staff|performance)\b", r"\branking\b",
        r"\bhold \w+ (?:\w+ )?accountable\b", r"\bwho \w+s (?:\w+ )?(?:most|least|best|worst|too (?:much|little))\b",
        r"\bwhich (?:cook|employee|person|worker|driver|technician|nurse|agent|colleague|team member)\b",
    ),
    about=(
        r"\bwho(?:se)?\b", r"\bwhich (?:of (?:your|the) )?\w+\b", r"\brank\w*", r"\bcompar\w+", r"\bscore\w*",
        r"\btrack\w*", r"\bmonitor\w*", r"\bby name\b",
    ),
    whole=True,
)  # fmt: skip

BEST = Promise(
    "being the best",
    limit=(
        r"\bbest\b", r"\bleading\b", r"\bleader\b", r"\bnumber (?:1|one)\b", r"\bno\.? ?1\b", r"\bworld-?class\b",
        r"\bunbeat\w+", r"\bsuperior\b", r"\bfirst choice\b", r"\btop\b",
    ),
    said=(
        r"\b(?:the|our|simply|by far|(?<=is )your) (?:very |single |absolute |world's )?best\b"
        r"(?! (?:time|day|way|moment|regards|before|place|thing) )",
        r"\bbest[- ](?:in|of|on|there|available|you|money|\w+ (?:tool|product|software|solution|system|platform|"
        r"choice|option))\b",
        r"\bthe (?:\w+ )?leading\b", r"\b(?:the|a) (?:clear |undisputed )?leader\b(?! of)",
        r"\b(?:world|market|industry|category)[- ]lead\w+",
        r"\bnumber (?:1|one)\b", r"\b(?:no\.?|#) ?1\b", r"\btop (?:of the|dog|choice|rated|product|tool)\b",
        r"\btop-(?:rated|notch|\w+)", r"\bworld-?class\b", r"\bsecond to none\b", r"\bunbeat\w+",
        r"\bun(?:matched|rivall?ed|parallell?ed|equall?ed|surpassed)\b",
        r"\bwithout (?:an? )?(?:equal|rival|peer|parallel)\b", r"\bno (?:equal|rival|match|peer)s?\b", r"\bfinest\b",
        r"\bsuperior\b",
        r"\b(?:nobody|no ?one|no other|nothing|none|few)\b.{0,30}\b(?:better|beats?|comes? close|compares?|"
        r"equals?|rivals?|reach\w*)\b",
        r"\bbetter than (?:all|any|every|the rest|anything|everyone|the others)\b",
        r"\b(?:beats?|outshines?|outperforms?|surpass\w*|leads?) (?:all|any|every\w*|the rest|anything|the "
        r"(?:field|market|world|pack))\b",
        r"\bfirst choice\b",
        r"\bmost (?:advanced|popular|trusted|powerful|successful|complete|reliable|modern|loved|used)\b",
        r"\bahead of (?:all|the (?:field|pack|market|rest|competition)|every\w*)\b", r"\bgold standard\b",
        r"\bpeerless\b", r"\bpremier\b", r"\bforemost\b", r"\bgreatest\b", r"\bbar none\b", r"\bhands down\b",
        r"\bleague of (?:its|our|their) own\b", r"\bchampions?\b",
    ),
    generic="category class field industry kind market product software solution tool world",
)  # fmt: skip

ONLY = Promise(
    "being the only one",
    limit=(
        r"\bthe only\b", r"\bonly (?:we|one|tool|product|\w+) (?:that|who|which|to|with|can)\b", r"\bunique\w*",
        r"\bno (?:other|one else)\b", r"\bnobody else\b", r"\bthe first\b",
    ),
    said=(
        r"\bno other \w+", r"\b(?:nobody|no ?one|nothing|nowhere) else\b", r"\bunique\w*",
        r"\bunlike (?:all|any|every)\b",
        r"\b(?:every|all|any) (?:other|others)\b", r"\bjust once\b", r"\bone of a kind\b",
    ),
    about=(
        r"\bthe only\b", r"\bonly (?:we|ours|our|one)\b", r"\bno other\b",
        r"\b(?:nobody|no ?one|none|nothing|nowhere) (?:of the )?(?:else|others?)\b", r"\b(?:we|it|ours) alone\b",
        r"\balone (?:in|can|offers?)\b", r"\bunique\w*", r"\bsole(?:ly)?\b", r"\bof a kind\b", r"\bexclusiv\w+",
        r"\bnot find (?:\w+ )?(?:another|other|it)\b", r"\bunlike (?:any|every|all|the)\b", r"\bjust once\b",
        r"\bmonopoly\b", r"\b(?:every|all|any) (?:other|others|rivals?|competitors?|alternatives?)\b",
        r"\bno (?:rival|competitor|alternative|second)\b", r"\bfirst (?:and only|to|in|ever)\b", r"\bthe others\b",
    ),
)  # fmt: skip

COMPARED = Promise(
    "comparison with a competitor",
    keeps=r"\b(?!bett|oth|supe|infe|ev|nev|custom|user|maker|supplier|carrier|deliver|consider|answer|number)\w{3,}er\b",
    limit=(
        r"\b(?:\w+er|better|worse|more \w+|less \w+|ahead|superior|inferior) (?:than|of|to)\b", r"\bbeats?\b",
        r"\boutperform\w*", r"\bcompar\w+", r"\bunlike\b",
    ),
    said=(
        r"\b(?:better|worse|safer|faster|slower|more \w+|less \w+) than\b", r"\boutperform\w*", r"\boutclass\w*",
        r"\b(?:superior|inferior) to\b", r"\bbeats?\b", r"\bunlike\b", r"\bmore often than\b",
    ),
    about=(
        r"\bthan\b", r"\bless\b", r"\bfewer\b", r"\bworse\b", r"\bbetter\b", r"\bbeat\w*",
        r"\bout(?:perform|do|class|last|run)\w*", r"\bunlike\b", r"\bahead\b", r"\bbehind\b",
        r"\bcan not (?:match|keep up|follow|hold a candle|compete|depend|rely)\b", r"\bin contrast\b",
        r"\bcompared (?:to|with)\b", r"\b(?:superior|inferior)\b", r"\blags?\b", r"\btrails?\b",
        r"\bours? (?:\w+ )?does not\b", r"\bwhere\b.{0,40}\bwe\b", r"\bwhile\b", r"\bwhereas\b",
        r"\bmore often\b", r"\bfails?\b", r"\bgoes (?:down|dark)\b",
    ),
    by_name=False,
)  # fmt: skip
