"""Plain text whose paragraphs were cut into lines for the way (RFC 3676), put together again."""

QUOTE_SPACE = " "
SIGNATURE = "-- "


def joined(text: str, *, delsp: bool = False) -> str:
    """Return a text of format=flowed with its paragraphs on one line each; quoted ones keep their marks."""
    done: list[str] = []
    open_depth = -1  # of the paragraph that goes on; -1: none does
    paragraph: list[str] = []

    def end() -> None:
        if paragraph:
            mark = ">" * open_depth + " " if open_depth > 0 else ""
            done.append(mark + "".join(paragraph))
            paragraph.clear()

    for row in text.split("\n"):
        content = row.lstrip(">")
        depth = len(row) - len(content)
        content = content.removeprefix(QUOTE_SPACE)
        if depth != open_depth or content == SIGNATURE:
            end()
        open_depth = depth
        flows = content.endswith(" ") and content != SIGNATURE
        paragraph.append(content[:-1] if flows and delsp else content)
        if not flows:
            end()
    end()
    return "\n".join(done)
