"""Personal data: e-mail addresses, phone numbers, bank accounts, cards, French social security numbers."""

import re
from collections.abc import Callable, Iterator

from cmworkstation.domain.charter.clauses import Rule
from cmworkstation.domain.charter.lexicon import Lexicon, Span
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.page import Page, Spot
from cmworkstation.domain.charter.rules.kinds import Finder, Makers
from cmworkstation.domain.charter.words import Words

EMAIL = re.compile(r"(?<![\w@.+/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w@])")
PHONES = (
    re.compile(r"(?<![\w+])(?:(?:\+|00)33 ?(?:\(0\) ?)?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)"),
    re.compile(
        r"(?<![\w+])(?<!\d[ -])(?:(?:\+|00)44 ?(?:\(0\) ?)?[1-9]\d{1,3}|0[1-9]\d{1,3})"
        r"(?:[ -]?\d{3,4}){2}(?![ -]?\d)",
    ),
    re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}(?!\d)"),
)
IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE
)
CARD = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")
NIR = re.compile(
    r"(?<!\d)[1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)", re.IGNORECASE
)
DIGITS_MIN = 8
TAIL = 9  # the last digits of a phone number, the same with and without its country code
WHAT: dict[str, Words] = {
    "email": {"fr": "Une adresse e-mail", "en": "An e-mail address"},
    "phone": {"fr": "Un numéro de téléphone", "en": "A phone number"},
    "iban": {"fr": "Un numéro de compte bancaire", "en": "A bank account number"},
    "card": {"fr": "Un numéro de carte bancaire", "en": "A payment card number"},
    "nir": {"fr": "Un numéro de sécurité sociale", "en": "A social security number"},
}


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(char for char in text if char.isdecimal())


def is_iban(text: str) -> bool:
    """Tell whether the check digits of a bank account number fit (ISO 13616, remainder 1 of 97)."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:  # noqa: PLR2004 - the shortest and the longest there are
        return False
    moved = plain[4:] + plain[:4]
    return plain.isascii() and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def is_card(text: str) -> bool:
    """Tell whether a card number passes Luhn's test; a number of one repeated digit does not."""
    numbers = [int(char) for char in digits(text)][::-1]
    doubled = [n if at % 2 == 0 else sum(divmod(n * 2, 10)) for at, n in enumerate(numbers)]
    return len(set(numbers)) > 1 and sum(doubled) % 10 == 0


def is_nir(text: str) -> bool:
    """Tell whether the key of a French social security number fits; 2A and 2B count as 19 and 18."""
    plain = text.replace(" ", "").upper().replace("2A", "19").replace("2B", "18")
    return plain.isdecimal() and 97 - int(plain[:13]) % 97 == int(plain[13:])


def is_phone(text: str) -> bool:
    """Tell whether the number of digits fits a phone number."""
    return 9 <= len(digits(text)) <= 15  # noqa: PLR2004 - E.164 allows 15


def pii(rule: Rule, charter: Charter, _lexicon: Lexicon, _language: str) -> Finder:
    """Personal data occurs; the charter's own contacts may be named."""
    wanted = rule.detect or tuple(WHAT)
    phones = {digits(one.phone)[-TAIL:] for one in charter.contacts if one.phone}
    emails = {one.email.lower() for one in charter.contacts if one.email}
    emails |= {one.lower() for one in rule.allow if "@" in one}
    phones |= {digits(one)[-TAIL:] for one in rule.allow if "@" not in one}

    def find(page: Page) -> Iterator[Spot]:
        text = page.view.text
        taken: list[Span] = []
        if "email" in wanted and "@" in text:
            for match in EMAIL.finditer(text):
                if match[0].lower() not in emails:
                    yield _spot("email", match.span())
        if sum(map(text.count, "0123456789")) < DIGITS_MIN:
            return
        for name, patterns, fits in NUMBERS:
            for match in (one for each in patterns for one in each.finditer(text)):
                span = match.start(), match.start() + fits(match[0])
                if span[0] == span[1] or any(a < span[1] and span[0] < b for a, b in taken):
                    continue
                taken.append(span)
                own = name == "phone" and digits(match[0])[-TAIL:] in phones
                in_link = any(a <= span[0] and span[1] <= b for a, b in page.urls)
                if name in wanted and not own and not in_link:
                    yield _spot(name, span)

    return find


def iban_length(text: str) -> int:
    """Return how much of the text is a bank account number: words behind it may look like its end."""
    while text and not is_iban(text):
        text = text.rpartition(" ")[0]
    return len(text)


def _whole(test: Callable[[str], bool]) -> Callable[[str], int]:
    return lambda text: len(text) if test(text) else 0


# Name, patterns, and a test that returns how much of the match counts; the surer kinds come first.
NUMBERS: tuple[tuple[str, tuple[re.Pattern[str], ...], Callable[[str], int]], ...] = (
    ("iban", (IBAN,), iban_length),
    ("nir", (NIR,), _whole(is_nir)),
    ("card", (CARD,), _whole(is_card)),
    ("phone", PHONES, _whole(is_phone)),
)


def _spot(name: str, span: Span) -> Spot:
    return Spot(*span, ((*span, "[…]"),), what=WHAT[name])


MAKERS: Makers = {"pii": pii}
