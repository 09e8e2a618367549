"""The watch: sources are read when due, queries are asked, and what happens to a source is told and loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.connectors.feed import FeedConnector
from cmworkstation.connectors.manual import ManualConnector
from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import BadAddress, NotAllowed, NotThisPlatform, QueryError
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.mention import (
    Mention,
    MentionState,
    ReachClass,
    ReachHow,
    Stance,
    StanceHow,
)
from cmworkstation.domain.retention import Kept
from cmworkstation.domain.watch import SourceKind, SourceState, WatchQuery, WatchSource
from cmworkstation.services.platforms import Loader
from cmworkstation.services.watches import INBOX
from cmworkstation.services.watching import WatchRun
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts as account_table
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.connectors.fake_mastodon import TOKEN, FakeMastodon
from tests.connectors.misbehaving import Misbehaving, Reply, serving
from tests.connectors.test_mastodon import settings_for
from tests.pretend import START, PretendConnector, PretendServer
from tests.walking import walked

LONG = "La piscine municipale ferme ses portes tout l’hiver pour des travaux, annonce la mairie d’Ormaie."


DC = "xmlns:dc='http://purl.org/dc/elements/1.1/'"


@dataclass
class Gazette(Misbehaving):
    """A site with a feed and a page."""

    entries: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=lambda: ["Horaires de la piscine d’Ormaie"])
    written: str = ""
    gone: bool = False
    feed_is_page: bool = False

    def respond(self, verb: str, target: str, headers: object, body: bytes) -> Reply:
        if self.gone:
            return 410, {}, b""
        if target == "/feed.xml" and not self.feed_is_page:
            items = "".join(
                f"<item><guid>{name}</guid><title>{name}</title><link>https://g.example/{name}</link>"
                f"<dc:creator>Nadia Orme</dc:creator>{self.written}<description>{text}</description></item>"
                for name, text in reversed(self.entries)
            )
            text = f"<rss version='2.0' {DC}><channel><title>Gazette d’Ormaie</title>{items}</channel></rss>"
            return 200, {"Content-Type": "application/rss+xml"}, text.encode()
        said = "".join(f"<p>{one}</p>" for one in self.paragraphs)
        page = f"<html><head><title>Piscine</title></head><body><article>{said}</article></body></html>"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@dataclass
class Cell:
    """A workspace that watches a site."""

    services: Services
    clock: SetClock
    site: Gazette
    vault: Vault

    def query(self, query: str, name: str = "Pool") -> str:
        return self.services.watches.keep_query(WatchQuery("", name, query))[0].id

    def feed(self, *, everything: bool = False) -> WatchSource:
        address = f"{self.site.origin}/feed.xml"
        return self.services.watches.add_source(SourceKind.FEED, address, everything=everything)[0]

    def run(self, source: WatchSource) -> WatchRun:
        return self.services.watching.run(source.id)

    def found(self, **asked: object) -> list[str]:
        listed = self.services.mentions.listed(**asked)  # type: ignore[arg-type]
        return [one.title or one.text for one in listed]

    def one(self) -> Mention:
        (found,) = self.services.mentions.listed()
        return found


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    clock = SetClock(START)
    PretendConnector.server = PretendServer(clock)
    kinds: dict[str, Loader] = {
        "feed": lambda: FeedConnector,
        "manual": lambda: ManualConnector,
        "mastodon": lambda: MastodonConnector,
        "pretend": lambda: PretendConnector,
    }
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(tmp_path / "w", kinds, vault=vault, clock=clock)
    with serving(Gazette()) as site:
        yield Cell(services, clock, site, vault)
    assert services.inbox.recount() == []
    assert services.journal.verify().problems == ()
    services.close()


def test_a_feed_is_read_when_due_and_what_queries_match_is_kept(cell: Cell) -> None:
    query = cell.query("piscine -natation")
    source = cell.feed()
    cell.site.entries = [("a", LONG), ("b", "Le marché ouvre"), ("c", "Natation à la piscine")]
    assert cell.services.watching.is_due()
    changes = walked(cell.services.watching.run_due())
    assert changes.mentions
    assert cell.found(query_id=query) == ["a"]
    one = cell.one()
    assert (one.source_id, one.author_name, one.address) == (
        *(source.id, "Nadia Orme"),
        "https://g.example/a",
    )
    assert one.language == "fr"
    assert not cell.services.watching.is_due()
    cell.clock.advance(3_600)
    cell.site.entries.append(("d", "La piscine rouvre"))
    walked(cell.services.watching.run_due())
    assert cell.found(query_id=query) == ["d", "a"]


def test_everything_of_a_source_is_kept_by_a_query_of_its_own(cell: Cell) -> None:
    source = cell.feed(everything=True)
    cell.site.entries = [("a", LONG), ("b", "Le marché ouvre")]
    cell.run(source)
    assert sorted(cell.found()) == ["a", "b"]
    (query,) = cell.services.watches.queries()
    assert query.query == 'source:"Gazette d’Ormaie"'


def test_the_same_story_is_shown_once_with_how_often_it_was_told(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG), ("b", LONG.replace("Ormaie", "Ormaie ce matin"))]
    cell.run(source)
    one = cell.one()
    assert one.copies == 2
    assert len(cell.services.mentions.story(one.story_id)) == 2
    assert len(cell.services.mentions.listed(folded=False)) == 2


def test_a_flood_is_taken_in_by_and_by_and_the_rest_is_told(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [(f"n{n}", f"La piscine numéro {n}") for n in range(720)]
    first = cell.run(source)
    assert (first.source.state, first.source.left_out) == (SourceState.FLOODING, 220)
    assert first.new == 500
    second = cell.run(source)
    assert (second.source.state, second.new) == (SourceState.WELL, 220)


@pytest.mark.parametrize(
    ("happens", "state", "why"),
    [
        ("gone", SourceState.GONE, "Gone"),
        ("feed_is_page", SourceState.CHANGED, "NotThisPlatform"),
    ],
)
def test_a_source_that_dies_or_changes_says_so_and_loses_nothing(
    cell: Cell, happens: str, state: SourceState, why: str
) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    setattr(cell.site, happens, True)
    cell.run(source)
    run = cell.run(source)
    assert (run.source.state, run.source.why) == (state, why)
    assert run.source.fetched_at == START
    assert run.source.next_at is not None
    assert run.source.next_at > START + timedelta(minutes=30)
    setattr(cell.site, happens, False)
    cell.site.entries.append(("b", "La piscine rouvre"))
    assert cell.run(source).source.state is SourceState.WELL
    assert sorted(cell.found()) == ["a", "b"]


def test_a_server_in_trouble_is_asked_again_later_and_later(cell: Cell) -> None:
    source = cell.feed()
    cell.site.lasting = "503"
    waits = []
    for _ in range(3):
        run = cell.run(source)
        assert run.source.state is SourceState.FAILING
        assert run.source.next_at is not None
        waits.append(run.source.next_at - cell.clock.now())
    assert waits == [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)]


def test_a_page_tells_what_changed_once_it_stayed(cell: Cell) -> None:
    source = cell.services.watches.add_source(
        SourceKind.PAGE, f"{cell.site.origin}/piscine", everything=True
    )[0]
    cell.run(source)
    cell.site.paragraphs.append("Fermée en décembre pour des travaux")
    pending = cell.run(source)
    assert cell.services.mentions.listed() == ()
    assert pending.source.next_at is not None
    assert pending.source.next_at <= cell.clock.now() + timedelta(minutes=5)
    cell.clock.advance(300)
    cell.run(source)
    assert cell.one().text == "+ Fermée en décembre pour des travaux"
    assert cell.one().title == "Piscine"


def test_a_hashtag_is_read_through_an_account_of_ours(cell: Cell) -> None:
    with serving(FakeMastodon(flavour="mastodon")) as fake:
        account = mastodon_account(cell, fake)
        assert cell.services.watch_sources.searchable(account) == {
            *(SourceKind.TAG, SourceKind.ACCOUNT, SourceKind.SEARCH)
        }
        source = cell.services.watches.add_source(
            SourceKind.TAG, "#piscine", account_id=account.id, everything=True
        )[0]
        fake.write("La piscine est fermée, quelle honte #piscine")
        assert cell.run(source).new == 1
        assert cell.run(source).new == 0
    one = cell.one()
    assert (one.author_handle, one.platform) == ("@clara@far.example", "mastodon")
    assert (one.stance, one.stance_how) == (Stance.AGAINST, StanceHow.SUGGESTED)


def mastodon_account(cell: Cell, fake: FakeMastodon) -> Account:
    account = Account(
        id=AccountId("m"),
        platform="mastodon",
        look="mastodon",
        name="Mairie",
        handle="@alma@social.example",
        server=fake.origin,
        colour=0,
        settings=settings_for(fake),
    )
    with cell.services.workspace.write() as connection:
        account_table.add(connection, account, cell.clock.now())
    cell.vault.keep(account.id, "mastodon", {"access_token": TOKEN})
    return account


def pretend_message(cell: Cell, text: str) -> Account:
    found = cell.services.signin.find("pretend", "pretend.example")
    signed = cell.services.signin.finish("pretend", found, None, {})
    account = cell.services.signin.add(signed, name="Mairie")[0]
    PretendConnector.server.write("1", text)
    walked(cell.services.sync.poll(account.id))
    return account


def test_queries_match_what_comes_into_the_inbox_without_copying_it(cell: Cell) -> None:
    cell.query("piscine")
    pretend_message(cell, "Bonjour, la piscine ouvre quand ?")
    cell.run(cell.services.watches.source(INBOX))
    one = cell.one()
    assert one.text == "Bonjour, la piscine ouvre quand ?"
    assert one.conversation_id is not None
    stored = cell.services.workspace.read().execute("SELECT text, author_name FROM mention")
    assert stored.fetchall() == [("", "")]
    assert cell.services.mentions.of_conversation(one.conversation_id) == (one,)
    assert cell.services.mentions.promote(one.id)[0] == one.conversation_id


def test_mail_of_a_sender_is_read_as_mentions_and_not_twice(cell: Cell) -> None:
    cell.query("piscine")
    account = pretend_message(cell, "Alerte : la piscine ferme")
    source = cell.services.watches.add_source(SourceKind.MAIL, "nadia", account_id=account.id)[0]
    assert cell.run(source).new == 1
    assert cell.run(cell.services.watches.source(INBOX)).new == 0


def test_a_mention_becomes_a_thread_that_knows_it_and_undo_takes_it_back(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    before = cell.one()
    home, _ = cell.services.mentions.promote(before.id)
    after = cell.one()
    assert (after.state, after.conversation_id) == (MentionState.PROMOTED, home)
    assert cell.services.mentions.of_conversation(home) == (after,)
    thread = cell.services.inbox.thread(home)
    (entry,) = thread.entries
    assert (entry.message.text, entry.message.author_name) == (LONG, "Nadia Orme")
    assert entry.message.url == "https://g.example/a"
    cell.services.mentions.demote(before.id)
    assert cell.one().conversation_id is None
    assert list(cell.services.inbox.ids(View(status=None))) == []


def test_what_people_make_of_a_mention_is_kept_and_undone(cell: Cell) -> None:
    cell.query("piscine")
    cell.site.entries = [("a", LONG)]
    cell.run(cell.feed())
    id_ = cell.one().id
    before, _ = cell.services.mentions.set_state([id_], MentionState.ASIDE)
    assert cell.one().state is MentionState.ASIDE
    cell.services.mentions.put_back(before)
    assert cell.one().state is MentionState.NEW
    cell.services.mentions.set_stance(id_, Stance.NEUTRAL)
    cell.services.mentions.write(id_, "  À suivre  ", ["#travaux", "travaux", "hiver"])
    one = cell.one()
    assert (one.stance, one.stance_how) == (Stance.NEUTRAL, StanceHow.HAND)
    assert (one.note, one.tags) == ("À suivre", ("hiver", "travaux"))


def test_a_mention_has_a_category_by_the_charter_and_a_hand_has_the_last_word(cell: Cell) -> None:
    pretend_message(cell, "Bonjour, la piscine ouvre quand ?")
    charter, _ = cell.services.charters.add_starter("starter-town")
    cell.services.charters.assign(cell.services.accounts.listed()[0].id, charter)
    cell.query("piscine")
    cell.site.entries = [("a", "Quand la piscine ouvre-t-elle le dimanche ?")]
    cell.run(cell.feed())
    one = cell.one()
    assert (one.category, one.category_how) == ("question", StanceHow.SUGGESTED)
    assert cell.found(category="question")
    assert cell.found(category="") == []
    cell.services.mentions.set_category(one.id, "plainte")
    assert (cell.one().category, cell.one().category_how) == ("plainte", StanceHow.HAND)
    with pytest.raises(NotAllowed, match="triage-unknown-category"):
        cell.services.mentions.set_category(one.id, "nowhere")
    cell.services.mentions.set_category(one.id, one.category, one.category_how)
    assert cell.one() == one
    cell.services.mentions.set_category(one.id, "")
    assert cell.one().category_how is StanceHow.NONE


def test_how_far_a_place_reaches_is_said_by_its_kind_then_its_source_then_a_hand(
    cell: Cell,
) -> None:
    cell.query("piscine")
    cell.site.entries = [("a", LONG)]
    source = cell.feed()
    cell.run(source)
    assert (cell.one().reach, cell.one().reach_how) == (ReachClass.NETWORK, ReachHow.PLACE)
    change = cell.services.watches.change_source
    change(source.id, name="Gazette", every=source.every, enabled=True, reach=ReachClass.TOWN)
    assert (cell.one().reach, cell.one().reach_how) == (ReachClass.TOWN, ReachHow.SOURCE)
    cell.services.mentions.set_reach(cell.one().id, ReachClass.NEIGHBOURHOOD)
    one = cell.one()
    assert (one.reach, one.reach_how) == (ReachClass.NEIGHBOURHOOD, ReachHow.HAND)
    assert cell.found(reach=ReachClass.NEIGHBOURHOOD)
    assert cell.found(reach=ReachClass.TOWN) == []
    (row,) = cell.services.mentions.table([one.id]).rows
    assert row[-2:] == ("neighbourhood", "hand")
    cell.services.mentions.set_reach(one.id, ReachClass.NONE)
    assert cell.one().reach is ReachClass.TOWN


def test_a_query_is_tried_on_what_is_here_before_it_is_kept(cell: Cell) -> None:
    pretend_message(cell, "Bonjour, la piscine ouvre quand ?")
    PretendConnector.server.write("2", "Merci beaucoup")
    walked(cell.services.sync.poll(cell.services.accounts.listed()[0].id))
    trial = cell.services.watches.try_out("piscines")
    assert (trial.matched, trial.looked) == (1, 2)
    (shown,) = trial.examples
    assert [shown.text[start:end] for start, end in shown.marks] == ["piscine"]
    with pytest.raises(QueryError):
        cell.services.watches.try_out("piscine and gare or port")


def test_what_cannot_be_watched_is_refused_in_words_and_not_kept(cell: Cell) -> None:
    add = cell.services.watches.add_source
    site = cell.site.origin.partition("://")[2]
    cell.site.feed_is_page = True
    for kind, target, error in (
        (SourceKind.FEED, f"{cell.site.origin}/page", NotThisPlatform),
        (SourceKind.PAGE, "not an address", BadAddress),
        (SourceKind.PAGE, f"http://nadia:secret@{site}/", NotAllowed),
        (SourceKind.TAG, "piscine", NotAllowed),
        (SourceKind.INBOX, "", NotAllowed),
    ):
        with pytest.raises(error):
            add(kind, target)
    assert cell.services.watches.sources() == ()
    cell.site.feed_is_page = False
    cell.feed()
    with pytest.raises(NotAllowed, match="watch-again"):
        cell.feed()


def test_whoever_is_erased_is_gone_from_what_was_found_and_does_not_come_back(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    one = cell.one()
    home, _ = cell.services.mentions.promote(one.id)
    author = cell.services.inbox.thread(home).entries[0].message.author_id
    walked(cell.services.erasures.erase(author, Way.ERASE, "Somebody"))
    left = cell.services.workspace.read().execute("SELECT * FROM mention").fetchall()
    assert "Nadia" not in repr(left)
    assert "piscine" not in repr(left)


def test_somebody_who_never_wrote_to_us_is_found_told_erased_and_stays_away(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    erasures = cell.services.erasures
    with cell.services.workspace.write() as connection:
        before = connection.execute(
            "SELECT author_key, author_name, remote_id, text, id FROM mention"
        ).fetchone()
    assert erasures.people("Nadia") == ()
    (nadia,) = erasures.everyone("nadia")
    assert (nadia.name, nadia.messages) == (before[1], 0)
    assert erasures.known(nadia.id).watched == 1
    receipt = walked(erasures.erase(nadia.id, Way.ERASE, "Somebody"))
    assert (receipt.messages, receipt.watched, receipt.changes.mentions) == (0, 1, True)
    assert "Nadia" not in repr(everything(cell))
    cell.site.entries = [("b", LONG)]
    cell.run(source)  # the source still shows them
    assert "Nadia" not in repr(everything(cell))
    with cell.services.workspace.write() as connection:  # as an older backup has it
        connection.execute("DELETE FROM author")
        connection.execute("DELETE FROM erasure")
        connection.execute(
            "UPDATE mention SET author_key=?, author_name=?, remote_id=?, text=? WHERE id=?", before
        )
    assert "Nadia" in repr(everything(cell))
    assert erasures.finish_begun() == 1
    assert "Nadia" not in repr(everything(cell))


def test_mentions_that_are_too_old_go_and_threads_and_what_a_hold_keeps_stay(cell: Cell) -> None:
    cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", LONG), ("b", "Une piscine"), ("c", "La piscine rouvre")]
    cell.run(source)
    listed = {one.remote_id: one for one in cell.services.mentions.listed()}
    first, second, third = (listed[one] for one in sorted(listed))
    cell.services.mentions.promote(first.id)
    with cell.services.workspace.write() as connection:
        connection.execute("UPDATE mention SET at = 0")
        connection.execute(
            "UPDATE mention SET author_key='them', author_name='Lou' WHERE id=?", (second.id,)
        )
    (lou,) = cell.services.erasures.everyone("Lou")
    hold, _ = cell.services.erasures.hold_person(lou.id, "A case at court")
    retention = cell.services.retention
    retention.set(Kept.MENTIONS, 12, enabled=False)
    (due,) = retention.due()
    assert (due.count, due.held) == (1, 1)
    left = walked(retention.carry_out("Somebody {}".format))
    assert left.changes.mentions
    assert {one.id for one in cell.services.mentions.listed()} == {first.id, second.id}
    cell.services.erasures.end_hold(hold.id)
    walked(retention.carry_out("Somebody {}".format))
    assert {one.id for one in cell.services.mentions.listed()} == {first.id}
    assert third.id not in repr(everything(cell))


@pytest.mark.parametrize("ruled", [True, False])
def test_what_a_rule_would_let_go_of_is_not_taken_in(cell: Cell, ruled: bool) -> None:
    cell.query("piscine")
    if ruled:
        cell.services.retention.set(Kept.MENTIONS, 12, enabled=True)
    source = cell.feed()
    cell.site.written = "<pubDate>Mon, 01 Jan 2001 10:00:00 GMT</pubDate>"
    cell.site.entries = [("a", LONG)]
    cell.run(source)
    assert len(cell.services.mentions.listed()) == (0 if ruled else 1)


def everything(cell: Cell) -> list[object]:
    connection = cell.services.workspace.read()
    return [
        connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("mention", "author")
    ]


def test_a_removed_query_finds_no_more_and_comes_back_with_what_it_found(cell: Cell) -> None:
    query = cell.query("piscine")
    source = cell.feed()
    cell.site.entries = [("a", "La piscine un")]
    cell.run(source)
    cell.services.watches.remove_query(query)
    cell.site.entries.append(("b", "La piscine deux"))
    assert cell.run(source).new == 0
    cell.services.watches.bring_back_query(query)
    assert cell.found(query_id=query) == ["a"]
