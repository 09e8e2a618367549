"""stub"""
from dataclasses import dataclass
@dataclass
class Budget:
    limit: int | None = None
    remaining: int | None = None
    reset_at: object = None
class Http:
    def __init__(self, origin: str = "", **kw: object) -> None: self.origin = origin
    def budget(self) -> Budget: return Budget()
    def close(self) -> None: pass
