"""How the HTML of a message is kept: most are one paragraph of their own words, which need not stand there twice."""

PARAGRAPH = "<p>"  # stands for the text as one paragraph; cleaned HTML never ends without its end


def kept(html: str, text: str) -> str:
    """Return what is stored of a message's HTML beside its text."""
    return PARAGRAPH if html == _paragraph(text) else html


def shown(stored: str, text: str) -> str:
    """Return the HTML again, letter by letter as it was."""
    return _paragraph(text) if stored == PARAGRAPH else stored


def _paragraph(text: str) -> str:
    from html import escape  # noqa: PLC0415 - brings a large table, and no list needs it

    return f"<p>{escape(text, quote=False)}</p>"


def of_text(text: str) -> str:
    """Return plain words as HTML: a paragraph for each part, and a break for each line."""
    from html import escape  # noqa: PLC0415 - as above

    return "".join(
        f"<p>{'<br>'.join(escape(part, quote=False).splitlines())}</p>"
        for part in text.split("\n\n")
        if part.strip()
    )
