"""Alarms that rang, and places, for tests and pictures of the window."""

from datetime import timedelta

from cmworkstation.domain.alert import Alert, AlertKind, Cause, Series, SeriesKind
from cmworkstation.domain.mention import Mention
from cmworkstation.domain.spikes import moment, quarter
from cmworkstation.domain.watch import SourceKind, WatchQuery, WatchSource
from cmworkstation.services.workstation import Services
from cmworkstation.store import alerts, mentions, watches

HOSTILE = "<b>\u202eforum</b>.example"


def ring(services: Services) -> None:
    """Let one spike have rung for a query, whose words want to be markup, and one account be silent."""
    now = services.clock.now()
    account = services.accounts.listed()[0]
    hour = moment(quarter(now)) - timedelta(hours=3)
    query = Series(SeriesKind.QUERY, "q")
    with services.workspace.write() as connection:
        source = WatchSource("s", SourceKind.FEED, "Forum", "https://forum.example/feed")
        watches.put_source(connection, source, "", now - timedelta(days=70))
        watches.note_read(connection, source)
        asked = WatchQuery("q", "Piscine", "piscine")
        watches.put_query(connection, asked, "", now - timedelta(days=70))
        for n in range(18):
            at = hour + timedelta(minutes=3 * n)
            mentions.add(
                connection,
                Mention(
                    *(f"m{n}", "s", f"r{n}", f"m{n}", at, at, "feed", f"https://forum.example/{n}"),
                    author_key=f"a{n}",
                    author_name=f"Author {n}",
                    text="<b>La piscine</b> ferme",
                    queries=("q",),
                ),
                "",
                (),
            )
        cause = Cause(("piscine", "<b>ferme</b>"), HOSTILE, hour, "mention:m0", 18, 1 / 18)
        spike = Alert(
            *("spike-id", AlertKind.SPIKE, query, hour, now, 18, 2.5, 14, "weeks", 18, cause)
        )
        silent = Alert(
            *("silent-id", AlertKind.SILENT, Series(SeriesKind.ACCOUNT, account.id)),
            *(now - timedelta(hours=9), now - timedelta(hours=8), 12),
            trouble="ServerTrouble",
            reminded_at=now,
        )
        alerts.add(connection, spike)
        alerts.add(connection, silent)
