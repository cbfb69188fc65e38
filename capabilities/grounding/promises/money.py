"""Promises about money: matched prices, lower ones, free extras, prices that stay, money that comes back."""

from capabilities.grounding.promises.kind import Promise

MATCHED_PRICE = Promise(
    "price matching",
    limit=(
        r"\b(?:match|meet|beat|undercut)\w*\b<five>(?:price|quote|offer|rate|fee)s?\b", r"price[- ]match\w*",
        r"same price", r"as cheap as", r"lowest price", r"price guarantee",
    ),
    said=(
        r"\b(?:match|meet|beat|undercut|equal|mirror|better)(?:s|es|ed|ing)?\b<five>(?:prices?|quotes?|"
        r"quotations?|offers?|rates?|fees?|tariffs?|bills?)\b",
        r"\bprice[- ]match\w*", r"\bprice parity\b", r"\blevel with\b.{0,30}\b(?:price|fee|rate|offer)s?\b",
        r"\bwhatever\b.{0,30}\b(?:charge|ask|cost|quote|bill|want|offer|pay)\w*\b.{0,40}\b(?:same|less|match|too|"
        r"equal|also|ours|we)\b",
        r"\bgo (?:just )?as low\b", r"\bas (?:low|cheap) as (?:\w+ )?(?:any|other|them|they|their|the|[a-z]+)\b",
        r"\b(?:same|identical|equal) (?:price|fee|rate|money|amount)s? (?:as|that)\b",
        r"\bnot be (?:beaten|undersold|undercut|outbid)\b", r"\bundercuts? us\b",
        r"\b(?:no|not|never|nobody|nothing)(?: \w+){0,2} (?:more|higher|dearer) (?:with us |here |for it )?than\b",
        r"\bfind it (?:anywhere )?(?:for less|cheaper)\b", r"\bnot find (?:it )?(?:for less|cheaper|a lower price)\b",
        r"\bcheaper (?:elsewhere|anywhere)\b.{0,60}\b(?:we|us|our)\b", r"\blowest (?:price|fee|rate|cost)s?\b",
        r"\b(?:is|are) cheaper\b.{0,30}\bwe (?:will )?(?:come|go|get|drop|follow|adjust|match)\b",
        r"\bbring (?:us|me|along)\b.{0,40}\b(?:quote|offer|price|bill|invoice)\b",
        r"\bno (?:more|dearer) than (?:at|with|from)\b", r"\bto their (?:figure|price|level)\b",
    ),
    whole=True,
)  # fmt: skip

CHEAPER = Promise(
    "a lower price",
    limit=(
        r"\bpercent\w* off\b", r"\bdiscount\w*", r"\brebates?\b", r"\bprice (?:cut|reduction|break)s?\b",
        r"\b(?:lower|reduced|special|cheaper) (?:price|rate|fee)s?\b", r"\boff the (?:price|list price|fee)\b",
        r"\bmoney off\b",
    ),
    lower_price=True,
)  # fmt: skip

FREE = Promise(
    "free extras",
    limit=(
        r"\bfree\b(?! of)", r"no charge", r"gratis", r"\bon us\b", r"complimentary", r"on the house", r"for nothing",
        r"throw\w* in", r"\bgifts?\b",
    ),
    about=(
        r"(?<!risk-)(?<!risk )\bfree\b(?! (?:from|to|up|hand|of (?!charge|cost)))",
        r"\b(?:at )?(?:no|zero|without(?: any)?) (?:extra |additional |further )?(?:charge|cost|fee|bill|"
        r"invoice)s?\b",
        r"\bcosts? (?:\w+ ){0,3}?(?:nothing|0|zero)\b", r"\bpay(?:s|ing)? (?:\w+ )?nothing\b", r"\bnothing to pay\b",
        r"\b(?:usd|eur|gbp) ?0(?![\d.,])", r"(?<![\d.,])0 (?:usd|eur|gbp)\b", r"\bgratis\b", r"\bon us\b",
        r"\bon the house\b", r"\bcomplimentary\b", r"\bthrow(?:n|s|ing)?\b.{0,25}\bin\b", r"\bgift\w*\b",
        r"\bas a present\b", r"\bfor nothing\b", r"\bwaiv\w+", r"\bbonus\b", r"\bthank-?you\b",
        r"\bskip (?:the|your) (?:first |last )?(?:invoice|payment|bill|fee)", r"\bfirst (?:invoice|bill|payment)\b",
        r"\b(?:not|never|nobody) (?:\w+ )?(?:charge|bill|invoice|pay)\w*",
        r"\b(?:not|never|nowhere)\b.{0,20}\bon the (?:invoice|bill)\b", r"\bwithout (?:paying|an? invoice)\b",
        r"\b(?:carry|cover|absorb|bear|foot|pick up)\w*\b.{0,20}\b(?:cost|bill|fee|expense)s?\b",
        r"\bpay (?:\w+ )?(?:\d+|for \d+)(?: \w+)?(?: and|,| to) (?:use|get|have)\b", r"\bbilling starts\b",
        r"\bfor the price of\b",
    ),
)  # fmt: skip

PAID_BACK = Promise(
    "money back",
    limit=(
        r"\bpa(?:y|ys|id) (?:for itself|back|off)\b", r"\breturn on investment\b", r"\broi\b", r"\bpay-?back\b",
        r"\bbreak[- ]?even\b",
    ),
    said=(
        r"\b(?:pa(?:y|ys|id)|paying) (?:for itself|off)\b", r"\bpays? back\b", r"\bmoney (?:is |comes )?back\b",
        r"\bearn(?:s|ed)? (?:back|its|your)\b", r"\binvestment (?:is |comes )?(?:recovered|back)\b", r"\brecoup\w*",
        r"\bbreaks? ?-?even\b", r"\breturn on (?:the |your )?investment\b", r"\broi\b", r"\bpay-?back\b",
        r"\bamorti[sz]\w+", r"\bis paid for\b", r"\bmade back\b",
    ),
    whole=True,
)  # fmt: skip

FIXED_PRICE = Promise(
    "prices that never rise",
    limit=(
        r"\bprices?\b.{0,30}\b(?:never|not|rise|rises|fixed|lock\w*|frozen|stay)\b",
        r"\bprice (?:freeze|lock|promise)\b",
    ),
    said=(
        r"\b(?:price|fee|rate|cost)s?\b.{0,40}\b(?:fixed|locked|frozen|never|for ever|forever|for good|for life|"
        r"not (?:rise|go up|change|increase))\b",
        r"\b(?:never|not)(?: \w+)? (?:raise|increase|put up)\b.{0,20}\b(?:price|fee|rate)s?\b",
        r"\bno (?:price |fee )?(?:increases?|rises?)\b", r"\balways pay the same\b", r"\block(?:ed)? in\b",
    ),
    whole=True,
)  # fmt: skip
