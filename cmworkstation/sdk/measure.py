"""stub"""
from cmworkstation.domain.account import LengthRule
def measure(text: str, rule: LengthRule, spoiler: str = "") -> int: return len(text)
