"""A list of people in a header, read sign by sign: comments nest, quotes hide commas, groups have names."""

from cmworkstation.sdk.mime.fields import LONGEST_FIELD, one_line, words
from cmworkstation.sdk.mime.mail import Person

MOST_PEOPLE = 500
LONGEST_ADDRESS = 320


def people(value: str) -> tuple[Person, ...]:
    """Return the people of a field; whatever cannot be an address is left out. Never raises, in linear time."""
    value = value[:LONGEST_FIELD]
    reader = _Reader()
    reader.read(value)
    if reader.is_quoted:  # a mark that nothing closes says nothing
        reader = _Reader()
        reader.read(value.replace('"', " "))
    reader.end()
    return tuple(dict.fromkeys(reader.found))


class _Reader:
    """Where we are within a list of people."""

    def __init__(self) -> None:
        self.found: list[Person] = []
        self._words: list[str] = []
        self._comment: list[str] = []
        self._address: list[str] | None = None  # within, or after, angle brackets
        self._angle = self._quoted = self._escaped = False
        self._depth = 0  # of comments

    @property
    def is_quoted(self) -> bool:
        """Tell whether a quotation mark is open."""
        return self._quoted

    def read(self, value: str) -> None:
        """Read a text."""
        for char in value:
            self._take(char)
            if len(self.found) >= MOST_PEOPLE:
                break

    def _take(self, char: str) -> None:
        """Read one sign."""
        if self._escaped:
            self._escaped = False
            self._keep(char)
        elif char == "\\" and (self._quoted or self._depth):
            self._escaped = True
        elif self._quoted:
            self._quoted = char != '"'
            if self._quoted:
                self._keep(char)
        elif char == "(" or self._depth:
            self._in_comment(char)
        else:
            self._outside(char)

    def _outside(self, char: str) -> None:
        """Read a sign that stands neither in quotes nor in a comment."""
        if char == '"':
            self._quoted = True
        elif self._angle:
            self._angle = char != ">"
            if self._angle:
                self._keep(char)
        elif char == "<":
            self._angle, self._address = True, []
        elif char in ",;":
            self.end()
        elif char == ":":
            self._words = []  # what stood before was the name of a group
        else:
            self._keep(char)

    def _in_comment(self, char: str) -> None:
        self._depth += (char == "(") - (char == ")")
        if char not in "()":
            self._keep(char)

    def _keep(self, char: str) -> None:
        if self._depth:
            self._comment.append(char)
        elif self._angle and self._address is not None:
            self._address.append(char)
        else:
            self._words.append(char)

    def end(self) -> None:
        """Take what was read for one person."""
        said = "".join(self._words)
        if self._address is not None:
            address, name = "".join(self._address), words(said)
        else:
            address, name = said, words("".join(self._comment))
        address = _address(address)
        if address:
            self.found.append(Person(name, address))
        self._words, self._comment, self._address = [], [], None
        self._angle = self._quoted = self._escaped = False
        self._depth = 0


def _address(found: str) -> str:
    """Return an address if it can be one, else ""; a route before it (RFC 822) is left out."""
    address = "".join(one_line(found).split())
    if address.startswith("@") and ":" in address:
        address = address.rpartition(":")[2]
    user, _, host = address.rpartition("@")
    return address if user and host and len(address) <= LONGEST_ADDRESS else ""
