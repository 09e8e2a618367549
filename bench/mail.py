"""Reading mail: ten thousand messages of many makes, as a mailbox of years holds them."""

import random
import time
from email.message import EmailMessage
from email.policy import SMTP

from bench.rows import Row, plain
from cmworkstation.sdk import mime

COUNT = 10_000
WORDS = "bonjour nous avons reçu votre message concernant les horaires de la médiathèque merci été".split()
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15")


def messages(count: int = COUNT) -> list[bytes]:
    """Return messages with the same words each time: plain, with HTML beside, with files, in several charsets."""
    chance = random.Random(6)
    made = []
    for n in range(count):
        text = "\n".join(
            " ".join(chance.choices(WORDS, k=12)) for _ in range(chance.randrange(3, 40))
        )
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"Lectrice {n} <lectrice{n}@reader.example>"
        mail["To"] = "Médiathèque <bonjour@library.example>"
        mail["Subject"] = " ".join(chance.choices(WORDS, k=5))
        mail["Message-ID"] = f"<{n}@reader.example>"
        mail["References"] = " ".join(
            f"<{n - k}@reader.example>" for k in range(chance.randrange(9))
        )
        mail.set_content(text, charset=chance.choice(CHARSETS))
        if n % 2:
            mail.add_alternative(f"<p>{text}</p>".replace("\n", "<br>"), subtype="html")
        if n % 5 == 0:
            paper = chance.randbytes(chance.randrange(1_000, 60_000))
            mail.add_attachment(paper, "application", "pdf", filename="plan d’accès.pdf")
        made.append(mail.as_bytes())
    return made


def measure(count: int = COUNT) -> list[Row]:
    """Return how many messages are read in a second of processor time."""
    made = messages(count)
    started = time.process_time()
    for raw in made:
        mime.read(raw)
    spent = time.process_time() - started
    size = sum(map(len, made)) / 1_000_000
    how = f"{count:,} generated messages, {size:.0f} MB, a fifth of them with a file"
    return [plain("reading mail", count / spent, "messages/CPU s", how)]
