"""What can be told from a text alone: its language, what it asks, and what a reply answers of that.

Whatever here can be wrong says "unknown" or "unsure" rather than guess.

    language     text → "fr", "en" …, "" when unsure
    questions    message → its questions, by kind
    replies      questions and reply → answered, open or unsure
"""
