"""The pure functions this room offers to decisions of packs, by name."""

from shouwen.claims import compensation, liability

RECKONERS = {
    "claims.liability_words": liability.words,
    "claims.liability": liability.reckon,
    "claims.branch_liability": liability.branch,
    "claims.compensation_words": compensation.words,
    "claims.compensation": compensation.reckon,
}
