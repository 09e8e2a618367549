"""Mail: what a message says, and the answer to one. Pure functions over bytes; nothing here touches a network.

    read(raw)            a whole message            header(raw)      its header alone
    part(raw, section)   one part of it, decoded    decoded(…)       a part that was fetched by itself
    without_files(raw)   the same, small
    answer(…)            the bytes of a reply       recipients(…)    whom it goes to

Mail is written by strangers and by forty years of programs. Reading takes what there is, says in `defects` what
was wrong, and raises nothing but `Unreadable`. Its time is proportional to the size of the message, which the
parser of the standard library cannot promise (nested brackets in an address end it with a RecursionError), and
what it unpacks of the words is limited. Message ids keep their angle brackets.
"""

from cmworkstation.sdk.mime.building import Enclosed, answer, needs_utf8, recipients
from cmworkstation.sdk.mime.mail import Bounce, Mail, Part, Person
from cmworkstation.sdk.mime.reading import decoded, header, part, read, without_files

__all__ = [
    "Bounce",
    "Enclosed",
    "Mail",
    "Part",
    "Person",
    "answer",
    "decoded",
    "header",
    "needs_utf8",
    "part",
    "read",
    "recipients",
    "without_files",
]
