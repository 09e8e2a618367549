"""The response charter: what an organisation promises, allows and forbids itself, as values and pure rules.

Nothing is imported here, so that naming the package costs nothing; take what you need from its modules:

    reading      text → Charter, and the list of problems
    writing      Charter → canonical text, hash
    engine       compile once, lint a draft
    answers      approved answers: find, fill, holes
    clockwork    reply-time promises on opening hours
    triage       walk the tree of questions
"""
