"""stub"""
class Loopback:
    def __init__(self, path: str = "/callback") -> None: self.redirect_uri = ""
    def expect(self, state: str) -> None: pass
    def wait(self) -> dict[str, str]: return {}
    def stop(self) -> None: pass
