"""The words by which a letter would ask for an account of a sale: an interview, and without a caution (PACE 1984)."""

import re

_YOU = (
    r"(?:please|kindly|you (?:must|should|will|may|can|need to|have to|ought to|are (?:asked|invited|required) to)|"
    r"(?:can|could|would|will) you(?: please)?|(?:ask|asking|invite|want|expect|require|need|like|urge) you to)"
)
_WHAT = (
    r"(?:why|who(?:ever)?\b(?! (?:would|will|wants?|is coming|is going))|"
    r"what (?:happened|occurred|went wrong|took place|you (?:did|said|saw|know)|your|was (?:said|done))|"
    r"which (?:member|person|of your|assistant|employee)|"
    r"how (?:this|it|that|the (?:sale|order|knife|product|test|mistake)|such a|a (?:sale|knife)|your|"
    r"you (?:came|sold|let|allowed|explain|account)))"
)
"""What a letter must not ask. Who will come to a course, and when, it may."""
_SOLD = (
    r"(?:served|sold|worked|made (?:the|this|that) sale|took the (?:money|payment)|"
    r"was (?:working|serving|behind|on (?:duty|the till)|at the till))"
)
_ACCOUNT = r"(?:account|explanation|version|side|reasons?|statement|comments|observations|recollection|answers?)"
_NOT_TO_STAFF = (
    r"(?![^.!?]*\b(?:to|with) (?:(?:all|any|each|every|new|the|your|young|of|a) )*"
    r"(?:staff|customers?|team|colleagues?|members?|employees?|drivers?|buyers?|shoppers?|people))"
)
"""A trader may be advised to explain the rules to their own staff and customers."""
_ABOUT_STAFF = r"(?<!staff )(?<!staff to )(?<!staff can )(?<!they )(?<!will )(?<!we )(?<!to )"

_ASKED = (
    # Tell us why, let us know who, we would like to know how this happened
    rf"\b(?:tell|show|advise|inform) us (?:in writing |of |about )?{_WHAT}",
    r"\b(?:tell|advise|inform) us (?:the reasons?|about (?:the|this|that) (?:sale|day|test)|your )",
    rf"\blet us (?:know|have) (?:in writing )?(?:{_WHAT}|the (?:reasons?|names?)|your {_ACCOUNT})",
    (
        rf"\bwe(?: also| still|[’']d| would)*(?: ask| (?:like|need|want|wish|are) (?:to )?(?:know|hear|learn|"
        rf"understand|find out|ask|asking))(?: you)?(?: about)? {_WHAT}"
    ),
    # Please explain, explain what happened, account for the sale
    rf"\b{_YOU} (?:\w+ )?(?:explain|account for|justify){_NOT_TO_STAFF}",
    rf"\b{_YOU} (?:\w+ )?(?:describe|state|set out|clarify|confirm|say|name|identify) {_WHAT}",
    rf"{_ABOUT_STAFF}\bexplain (?:to us )?{_WHAT}",
    r"\b(?:explain|account for) (?:this|that|the) (?:sale|matter|incident|failure|result)|explain yourself",
    # Your explanation, your side of it, a statement from you
    r"\byour explanation",
    r"\byour (?:account|version|side) (?:to us|of (?!the (?:counter|shop|till|street|road)))",
    (
        r"\b(?:give|send|provide|offer|owe|hear|want|like|need|await|expect|invite|welcome) (?:us )?(?:with )?"
        r"your (?:\w+ )?(?:account|version|side|explanation|reasons|statement|recollection)\b"
    ),
    rf"\b(?:give|send|offer|owe|provide) us (?:with )?(?:(?:a|an|any|the|your|some) )?(?:\w+ )?{_ACCOUNT}",
    (
        r"\b(?:need|want|expect|require|await|ask(?:ing)? (?:you )?for|please provide|you must provide) "
        r"(?:a|an|any|the|your|some) (?:\w+ )?(?:explanation|account of|statement)"
    ),
    r"\b(?:comments?|observations|representations) (?:on|about) (?:what happened|(?:the|this) (?:sale|test))",
    # The name of whoever served
    rf"\b(?:names?|identity|details) of (?:the|your|whoever|any)(?: [\w ]{{1,40}})? ?(?:who|that)?(?:ever)? {_SOLD}",
    rf"\b(?:name|identify|say|state|confirm|find out) (?:the [\w ]{{1,40}} )?who(?:ever)? {_SOLD}",
    # Questions, and answers to them
    r"\bwhat (?:do|did|have) you (?:have )?(?:to )?sa(?:y|id)",
    (
        r"\b(?:why|who|how did|how was|how could|how do you explain|what happened|what went wrong|were you|"
        r"did (?:you|your|they|anyone|the))\b[^.!?]*\?"
    ),
    r"\b(?:please|must) (?:reply|respond|answer)|\banswer (?:these|this|our|the following|the) questions?",
)
ASKS_FOR_AN_ACCOUNT = re.compile("|".join(_ASKED), re.IGNORECASE)
