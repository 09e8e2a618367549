"""A workspace in which others must agree: a charter with policies, and people with mandates."""

from dataclasses import replace

from cmworkstation.domain.account import Account
from cmworkstation.domain.approval import ActKind
from cmworkstation.domain.approval_case import Case
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.domain.reply import Draft, OutboxRow
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.workstation import Services
from cmworkstation.store import charter_versions

CHARTER = """
format = "cmw-charter/1"

[charter]
id = "mairie"
title.fr = "Charte de réponse"
organisation = "Mairie d’Ormaie"
version = "{version}"
languages = ["fr"]
default_language = "fr"
owner = "direction"

[[speaker]]
id = "direction"
name = "Direction"
may = ["draft", "send", "approve", "crisis"]
topics = ["*"]
deputy = "adjointe"

[[speaker]]
id = "communication"
name = "Communication"
may = ["draft", "send", "approve"]
topics = ["*"]

[[speaker]]
id = "adjointe"
name = "Adjointe"
may = ["approve"]
topics = ["*"]

{policies}

[[target]]
category = "*"
first_reply = "4h"

[[rule]]
id = "gratuit"
kind = "terms"
severity = "error"
lang = "fr"
terms = ["gratuit"]
message.fr = "« {{match}} » est à vérifier."

[[statement]]
id = "attente"
body.fr = "Bonjour, nous avons lu votre message et vous répondons avant {{next_update}}."
variables = ["next_update"]
"""

ONE = """
[[approval]]
id = "une-relecture"
when = "visibility == public or visibility == unlisted"
need = 1
by = ["direction", "communication"]
if_late = "holding:attente"
"""
TWO = ONE.replace("need = 1", "need = 2")
NONE = ONE.replace("need = 1", "need = 0")
STOP = (
    '[[rule]]\nid = "promesse"\nkind = "terms"\nlang = "fr"\nseverity = "stop"\noverride = "second-person"\n'
    'terms = ["garantie"]\nmessage.fr = "Une promesse."\n'
)
TEXT = "Bonjour, la piscine ouvre jeudi à 9 h. La mairie."
BETTER = TEXT.replace("jeudi", "mercredi")


class Town:
    """The people of a town hall at one machine, and a question that waits."""

    def __init__(self, services: Services, account: Account, policies: str = ONE) -> None:
        self.services = services
        self.account = account
        self.rule(policies)
        everything = frozenset(Role)
        add = services.profiles.add
        self.keeper = add("Paule Keeper", {Role.KEEPER})
        self.author = add("Anton Author", {Role.DRAFTER})
        direction, communication = ("mairie", "direction"), ("mairie", "communication")
        self.nadia = add("Nadia Direction", {Role.APPROVER}, {direction})
        self.omar = add("Omar Com", everything - {Role.KEEPER}, {communication})
        self.ines = add("Inès Partout", {Role.APPROVER, Role.DRAFTER}, {direction, communication})
        self.lucie = add("Lucie Adjointe", {Role.APPROVER}, {("mairie", "adjointe")})
        self.act_as(self.author)

    def rule(self, policies: str, version: str = "1.0") -> None:
        text = CHARTER.format(version=version, policies=policies)
        charter_id, _ = self.services.charters.save(text)
        self.services.charters.assign(self.account.id, charter_id)

    def publish(self, policies: str, version: str) -> None:
        """Let another version be in force from now on, signed by whoever had to elsewhere."""
        text = CHARTER.format(version=version, policies=policies)
        now = self.services.clock.now()
        with self.services.workspace.write() as connection:
            before = charter_versions.of_charter(connection, "mairie")[-1]
            made = replace(
                before,
                hash=charter_hash(text),
                number=version,
                created_at=now,
                effective_from=now,
                turn=before.turn + 1,
            )
            charter_versions.keep(connection, made, text)

    def act_as(self, person: Profile) -> None:
        self.services.profiles.switch_to(person.id, for_this_run=True)

    def key(self, person: Profile) -> str:
        return self.services.profiles.keys(person.id)[0].fingerprint

    def draft(self, body: str = TEXT) -> Draft:
        conversation = ConversationId(self.services.inbox.ids(View(status=None))[0])
        draft = replace(self.services.drafts.begin(conversation), body=body, language="fr")
        return self.services.drafts.save(draft)[0]

    def ask(self, body: str = TEXT, variants: tuple[str, ...] = ()) -> Case:
        self.act_as(self.author)
        return self.services.approvals.ask(self.draft(body), variants)[0]

    def judge(
        self,
        person: Profile,
        case: Case,
        kind: ActKind = ActKind.APPROVE,
        *,
        text: str = "",
        words: str = "",
        seen: str = "",
        hold_s: float = 0,
    ) -> OutboxRow | None:
        self.act_as(person)
        seen = seen or self.services.approvals.case(case.id).request.bound.binding
        said = Judgement(kind, seen, text, words)
        return self.services.approvals.judge(case.id, said, hold_s=hold_s)[1]

    def deliver(self) -> None:
        for rows in self.services.outbox.due().values():
            for outbox_id in rows:
                self.services.outbox.deliver(outbox_id)
