"""Where shortened links lead: asked for by a person, one at a time, and of the shortener alone."""

from cmworkstation.domain.charter.rules.addresses import SHORTENERS, host_of, without_tracking
from cmworkstation.domain.errors import BadAddress, ServerTrouble
from cmworkstation.domain.link import Lead, link_target
from cmworkstation.services.platforms import Platforms

MOST = 200  # links that are kept in mind


class ShortLinks:
    """Asks shorteners, and remembers what they said as long as the program runs."""

    def __init__(self, platforms: Platforms) -> None:
        """Take the way to the network."""
        self._platforms = platforms
        self._known: dict[str, Lead] = {}

    def known(self, url: str) -> Lead | None:
        """Return where a link leads, as far as it was asked; never asks."""
        return self._known.get(url)

    def ask(self, url: str) -> Lead:
        """Ask a shortener where a link of its own leads; for a worker lane.

        The address that it names is not visited. Raises `BadAddress` for a link of no shortener, and for one that
        leads to nothing that may be opened; `Offline`, `ServerTrouble`, `Gone` and `Refused` as the shortener answers.
        """
        found = self._known.get(url)
        if found is not None:
            return found
        if not _is_short(url):
            raise BadAddress("no shortener")
        http = self._platforms.http()
        try:
            leads_to = http.lead(url if "//" in url else f"https://{url}", _is_short)
        finally:
            http.close()
        if _is_short(leads_to):  # a page of its own, such as an advertisement
            raise ServerTrouble("no redirect")
        target = link_target(without_tracking(leads_to))
        if not target.opens or target.url.startswith("mailto:"):
            raise BadAddress("leads to no address")
        lead = Lead(target.url, target.host, target.warning)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[url] = lead
        return lead


def _is_short(url: str) -> bool:
    return host_of(url) in SHORTENERS
