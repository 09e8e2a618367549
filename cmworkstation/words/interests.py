"""Interests between us and a person, in words."""

from cmworkstation.domain.interest import LIMIT_CENTS, Interest, YearSum
from cmworkstation.i18n import language, tr


def kind(name: str) -> str:
    """Return what kind of interest it is."""
    names = {
        "gift": tr("Gift"),
        "paid": tr("Payment"),
        "partnership": tr("Partnership"),
        "employee": tr("Works for us"),
        "relative": tr("Relative of somebody here"),
    }
    return names.get(name, name)


def money(cents: int) -> str:
    """Return an amount in euros as people write it."""
    amount = f"{cents / 100:,.2f}".removesuffix(".00")
    if language() == "fr":
        return amount.replace(",", "\u202f").replace(".", ",") + "\u00a0€"
    return f"€{amount}"


def line(interest: Interest, day: str) -> str:
    """Return one interest in a line: kind, words, value, since when."""
    parts = [kind(interest.kind)]
    if interest.words:
        parts.append(interest.words)
    if interest.value_cents:
        parts.append(money(interest.value_cents))
    parts.append(day)
    return " · ".join(parts)


def year(total: YearSum) -> str:
    """Return what a year adds up to, and what follows from it; "" for nothing."""
    if not total.cents:
        return ""
    said = tr("Given in {year}: {sum}").format(year=total.year, sum=money(total.cents))
    if total.is_over:
        more = tr("A written contract is due from {limit} a year.")
    elif total.is_near:
        more = tr("From {limit} a year a written contract is due.")
    else:
        return said
    return f"{said}. {more.format(limit=money(LIMIT_CENTS))}"
