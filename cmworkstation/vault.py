"""stub"""
class Vault:
    def __init__(self, memory_only: bool = False) -> None: self._m: dict = {}
    def use_session_memory(self) -> None: pass
    def keep(self, account_id, platform, secrets) -> None: self._m[account_id] = dict(secrets)
    def secrets(self, account_id, platform): return self._m.get(account_id, {})
    def forget(self, account_id, platform) -> None: self._m.pop(account_id, None)
