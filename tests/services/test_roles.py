"""Roles in the services: whatever changes something for others asks first, and no method is forgotten.

Every public method of every service that can change something stands in this table, with the act that it needs.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.profile import ALLOWED, Act, Role, refusal
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation

READS = "reads"  # shows something, or is the person's own affair
BY_ITSELF = "by itself"  # asks for more than a role: who may sign a version is said by its charter
CARRIES_ON = "carries on"  # does by itself what somebody who may wanted
RULES: dict[str, dict[str, Act | str]] = {
    "outbox": {
        **dict.fromkeys(
            "queue undo edit drop send_now send_again confirm_sent look".split(), Act.SEND
        ),
        **dict.fromkeys(
            "rows row steps moved window_closed due next_due_at needs_address crowding".split(),
            READS,
        ),
        **dict.fromkeys("recover deliver claim settle give_up hold_again".split(), CARRIES_ON),
        **dict.fromkeys("put take_back".split(), CARRIES_ON),  # within an approval's transaction
        # For whoever takes a reply by hand, who was asked there.
        **dict.fromkeys("checked give_back voided held_for".split(), CARRIES_ON),
    },
    "alerts": {
        **dict.fromkeys("see close reopen note".split(), Act.DRAFT),
        **dict.fromkeys("listed one unseen rows names points live_values table".split(), READS),
        "look": CARRIES_ON,
    },
    "talk_places": {"decide": Act.KEEP, **dict.fromkeys("look history rows table".split(), READS)},
    "tied_relations": dict.fromkeys("offered operations".split(), READS),
    "post_places": {
        "choose": Act.DRAFT,
        "ask": CARRIES_ON,  # keeps what a server lists, for whoever looks
        **dict.fromkeys("of_draft of_reply of_account known name_of on".split(), READS),
    },
    "golden": dict.fromkeys("spoken credits stated".split(), READS),
    "here": {"look": READS},
    "cues": {"look": READS},
    "silences": {"of_batch": READS},
    "corrections": {
        **dict.fromkeys("begin link link_address unlink relink".split(), Act.DRAFT),
        **dict.fromkeys("of_conversation candidates".split(), READS),
    },
    "experiences": {
        **dict.fromkeys("settle take_back ask".split(), Act.DRAFT),
        **dict.fromkeys("open due counts".split(), READS),
    },
    "captures": {
        **dict.fromkeys("keep undo".split(), Act.DRAFT),
        **dict.fromkeys(
            "of_file of_bytes of_text of_page places place answerable twins provenance".split(),
            READS,
        ),
    },
    "by_hand": {
        **dict.fromkeys(
            "begin take hand_out save_files posted not_posted not_after_all".split(), Act.SEND
        ),
        **dict.fromkeys("look why_not wants_a_look only offered may_correct".split(), READS),
    },
    "approvals": {
        **dict.fromkeys("ask withdraw".split(), Act.DRAFT),
        **dict.fromkeys("judge take_back".split(), Act.APPROVE),
        **dict.fromkeys(
            "policy_for case of_draft of_outbox waiting mine unsettled closed standing is_known"
            " text_of_statement looked to_confirm".split(),
            READS,
        ),
        **dict.fromkeys(
            "look_again enter".split(), CARRIES_ON
        ),  # the signature says whose word it is
    },
    "archive_imports": {
        "run": Act.KEEP,
        **dict.fromkeys("formats preview options count homes listed unreadable".split(), READS),
    },
    "catch_up": {"summary": READS, "note_open": CARRIES_ON},
    "approval_files": {
        "take_in": Act.DRAFT,
        "answer": Act.APPROVE,
        **dict.fromkeys("open_request save_request".split(), READS),
    },
    "media": {
        **dict.fromkeys("take add".split(), BY_ITSELF),  # who writes, and who keeps the charters
        **dict.fromkeys("file files data descriptions rules known".split(), READS),
    },
    "moderation": {
        "act": Act.SEND,
        "possible": READS,
        "able": READS,
        "in_force": READS,
        "people": READS,
    },
    "drafts": {
        **dict.fromkeys("begin save rename discard restore".split(), Act.DRAFT),
        **dict.fromkeys("of_conversation unsaved listed revisions visibilities".split(), READS),
        **dict.fromkeys("save_unsaved forget_unsaved".split(), CARRIES_ON),
    },
    "naming": {"found": READS},
    "notes": {
        **dict.fromkeys("write change remove bring_back keep_unfinished".split(), Act.DRAFT),
        **dict.fromkeys("of_conversation revisions is_own unfinished".split(), READS),
    },
    "inbox": {
        **dict.fromkeys("set_status undo_status mute".split(), Act.DRAFT),
        **dict.fromkeys(
            "ids rows counts thread thread_in_slices message newest_of_others revisions head person of_author search"
            " search_count mark_read recount".split(),
            READS,
        ),
    },
    "finding": {"elsewhere": READS, "unknown": READS, "until": READS},
    "batches": {
        **dict.fromkeys("set_cap begin set_body write remove queue close".split(), Act.DRAFT),
        "undo": Act.SEND,
        **dict.fromkeys("groups like cap open batch why_not own_words displayed".split(), READS),
    },
    "watches": {
        **dict.fromkeys(
            "keep_query remove_query bring_back_query arrange add_source change_source remove_source"
            " bring_back_source".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "queries query unreadable try_out marked sources source blind_spots".split(), READS
        ),
    },
    "watch_sources": dict.fromkeys("find read searchable kinds".split(), READS),
    "watching": {
        "is_due": READS,
        **dict.fromkeys("run run_these run_due".split(), BY_ITSELF),
    },
    "mentions": {
        **dict.fromkeys(
            "set_state put_back set_stance set_category set_reach write promote demote".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "listed one story unread of_conversation tags categories table sources_table".split(),
            READS,
        ),
    },
    "courtesies": {
        **dict.fromkeys("recognise want_answer undo".split(), Act.DRAFT),
        "are_recognised": READS,
    },
    "views": {
        **dict.fromkeys("add change remove put_back move take_in".split(), Act.DRAFT),
        **dict.fromkeys("listed ids count counts export values".split(), READS),
    },
    "inbox_rules": {
        **dict.fromkeys("keep switch move duplicate remove bring_back take_in".split(), Act.KEEP),
        **dict.fromkeys(
            "listed rule revision fired export unreadable categories labels topics".split(), READS
        ),
    },
    "inbox_rule_runs": {
        **dict.fromkeys("apply undo_run".split(), Act.KEEP),
        "undo_effect": Act.DRAFT,
        **dict.fromkeys("on_intake make_up_for".split(), CARRIES_ON),
        **dict.fromkeys("reach dry_run messages of_conversation of_rule".split(), READS),
    },
    "assigning": {
        **dict.fromkeys("assign take ask_colleague".split(), Act.DRAFT),
        **dict.fromkeys("people news".split(), READS),
        "told": CARRIES_ON,
    },
    "dangers": {"of": READS},
    "erasures": {
        **dict.fromkeys(
            "tell erase forget hold_person hold_conversation end_hold".split(), Act.KEEP
        ),
        **dict.fromkeys("people everyone known listed next_number holds".split(), READS),
        "finish_begun": CARRIES_ON,
    },
    "older_copies": {
        "let_go": Act.KEEP,
        **dict.fromkeys("listed second_is_away has_newer".split(), READS),
    },
    "retention": {
        **dict.fromkeys("set remove carry_out".split(), Act.KEEP),
        **dict.fromkeys("rules promised due".split(), READS),
        "daily": CARRIES_ON,
    },
    "freezing": {
        **dict.fromkeys("freeze give_reason".split(), READS),  # stopping needs no right
        **dict.fromkeys("thaw go_on".split(), Act.SEND),
        **dict.fromkeys("standing history".split(), READS),
        "settle": CARRIES_ON,
    },
    "thawing": {
        **dict.fromkeys("keep amend drop take_back keep_rule drop_rule".split(), Act.SEND),
        "let_out": Act.APPROVE,
        **dict.fromkeys("held as_draft covers".split(), READS),
        "carry_out": CARRIES_ON,
    },
    "drills": {
        **dict.fromkeys("begin inject end".split(), Act.SEND),
        **dict.fromkeys("current listed is_exercise played".split(), READS),
    },
    "crises": {
        "declare": Act.DRAFT,  # and the charter's mandate for the level
        **dict.fromkeys("declared ladders ladder".split(), READS),
    },
    "triggers": {
        **dict.fromkeys("confirm compromised".split(), Act.DRAFT),
        **dict.fromkeys("look values known".split(), READS),
    },
    "desk": {
        **dict.fromkeys("note choose_questions speak_again".split(), Act.DRAFT),
        **dict.fromkeys(
            "current episodes episode log questions quiet_since table behind".split(), READS
        ),
        **dict.fromkeys("due pulse".split(), CARRIES_ON),
    },
    "statements": {
        "post": BY_ITSELF,  # whoever sends, or drafts where somebody's word is asked for
        **dict.fromkeys(
            "listed ready again blanks in_words places prepare frozen may_let_out may_let_out_of".split(),
            READS,
        ),
    },
    "speaking": {
        **dict.fromkeys("begin forget post let_out".split(), CARRIES_ON),  # for whoever says it
        "frozen": READS,
    },
    "addenda": {
        **dict.fromkeys("keep drop bring_back".split(), Act.DRAFT),
        "post": BY_ITSELF,  # as with statements
        **dict.fromkeys("said one root written opening places prepare remarks".split(), READS),
    },
    "roster": {
        **dict.fromkeys("keep remove restore move pass_on_after".split(), Act.KEEP),
        **dict.fromkeys("call settle".split(), Act.DRAFT),
        **dict.fromkeys(
            "people ladder on_call calls following pass_after name table new".split(), READS
        ),
        "pass_on": CARRIES_ON,
    },
    "exercises": {
        **dict.fromkeys("begin end".split(), Act.SEND),
        **dict.fromkeys("script round played settled".split(), READS),
        "carry_on": CARRIES_ON,
    },
    "debriefs": {
        **dict.fromkeys("answer agree done undo".split(), Act.DRAFT),
        **dict.fromkeys("of owed".split(), READS),
        "remind": CARRIES_ON,
    },
    "short_links": {"known": READS, "ask": READS},
    "labels": {
        **dict.fromkeys(
            "put_on take_off change make restyle rename join remove take_back".split(), Act.DRAFT
        ),
        **dict.fromkeys("listed with_those_below find used".split(), READS),
    },
    "snoozes": {
        "snooze": Act.DRAFT,
        **dict.fromkeys("presets promise_in crisis".split(), READS),
        "wake": CARRIES_ON,
    },
    "ledger": {
        **dict.fromkeys("set_aside put_back".split(), Act.DRAFT),
        **dict.fromkeys("lines days newest quarantine item table".split(), READS),
    },
    "charters": {
        **dict.fromkeys("add_starter save save_draft assign".split(), Act.KEEP),
        **dict.fromkeys(
            "listed examine assignments category_labels governing governed_by opened deadlines packs".split(),
            READS,
        ),
    },
    "proposals": {
        **dict.fromkeys(
            "propose change translate retire bring_back still_right approve".split(), Act.KEEP
        ),
        **dict.fromkeys(
            "approvers categories languages empty of_reply of_message of_draft for_question".split(),
            READS,
        ),
    },
    "accounts": {
        **dict.fromkeys("change choose_folders choose_place remove".split(), Act.KEEP),
        "pause": Act.SEND,
        **dict.fromkeys(
            "listed one by_name free_colour ask_keyring_again has_folders folders has_places places"
            " health ledger quarantine".split(),
            READS,
        ),
        "follow_all": CARRIES_ON,
    },
    "trials": {"confirm": Act.KEEP, **dict.fromkeys("title confirmed unconfirmed".split(), READS)},
    "signin": {
        "add": Act.KEEP,
        "renew": Act.SEND,
        **dict.fromkeys(
            "offers find with_client start_browser finish known_client start_code finish_code".split(),
            READS,
        ),
    },
    "versions": {
        **dict.fromkeys(
            "open_text take_up discard submit schedule withdraw put_in_use take_in".split(),
            Act.KEEP,
        ),
        **dict.fromkeys("sign_off send_back".split(), BY_ITSELF),
        **dict.fromkeys(
            "listed row source in_force in_review scheduled draft opened obstacles proposal prepared"
            " is_alone".split(),
            READS,
        ),
    },
    "library": {
        **dict.fromkeys("describe remove put_back".split(), BY_ITSELF),
        **dict.fromkeys("files languages uses described".split(), READS),
    },
    "charter_files": {
        **dict.fromkeys("take_in take_in_file".split(), Act.KEEP),
        **dict.fromkeys("written packed with_files".split(), READS),
    },
    "charter_archives": {
        "keep": Act.KEEP,
        **dict.fromkeys("named packed check lacks".split(), READS),
    },
    "operations": {
        **dict.fromkeys(
            "keep keep_many move to_theme set_state remove take_back dismiss set_limits choose_region"
            " channel remove_channel".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "listed one occurrences occurrence history themes theme_names channels audiences new today holidays"
            " region table findings limits".split(),
            READS,
        ),
    },
    "calendar_imports": {"take_in": Act.DRAFT, **dict.fromkeys("look look_at".split(), READS)},
    "plans": dict.fromkeys("look parts offered".split(), READS),
    "relays": {
        **dict.fromkeys(
            "add_post add_page add_operation close remove mark begin take_back".split(), Act.DRAFT
        ),
        **dict.fromkeys("news rows proposed_posts proposed_operations table".split(), READS),
    },
    "topics": {
        **dict.fromkeys("make change remove file take_out take_back move spare".split(), Act.DRAFT),
        **dict.fromkeys(
            "listed topic find board conversations of_conversation of_conversations voices".split(),
            READS,
        ),
        **dict.fromkeys("gather settle".split(), CARRIES_ON),
    },
    "dialogues": {
        **dict.fromkeys(
            "make change sum_up remove take_back open close decide end".split(), Act.DRAFT
        ),
        "approve": Act.APPROVE,
        **dict.fromkeys("listed dialogue places of_conversation".split(), READS),
    },
    "dialogue_places": {**dict.fromkeys("add remove ask asked_by_hand".split(), Act.DRAFT)},
    "contributions": {
        **dict.fromkeys("mark enter enter_poll take_back tell told spare".split(), Act.DRAFT),
        **dict.fromkeys("listed figures themes contributors".split(), READS),
        "gather": CARRIES_ON,
    },
    "briefings": {
        **dict.fromkeys(
            "keep_department remove_department bring_back_department".split(), Act.SEND
        ),
        **dict.fromkeys("pick unpick keep_sketch issue".split(), Act.DRAFT),
        **dict.fromkeys(
            "departments department picks sketch span gather listed briefing write write_files due".split(),
            READS,
        ),
        "write_due": CARRIES_ON,
    },
    "experts": {
        **dict.fromkeys(
            "ask handed write withdraw reopen take_in take_in_file take_in_message".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys("listed request of_conversation known shown answers marked".split(), READS),
    },
    "promises": {
        **dict.fromkeys(
            "begin withdraw keep_with keep will_not put_off put_back note forget broken release".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "days is_open day_of today end_of of_draft listed promise of_conversation due figures table".split()
            + "hearers sent_replies open_to".split(),
            READS,
        ),
    },
    "promising": {
        **dict.fromkeys("accept refuse take_back".split(), Act.DRAFT),
        **dict.fromkeys("in_draft in_sent".split(), READS),
    },
    "waivers": {
        **dict.fromkeys("waive made withdraw".split(), Act.DRAFT),
        "confirm": Act.APPROVE,
        **dict.fromkeys("of_draft of_reply standing may_confirm seconded".split(), READS),
        # What a signed approval, or taking it back, also does.
        **dict.fromkeys("keep_seconds take_back_seconds".split(), CARRIES_ON),
    },
    "asks": {
        **dict.fromkeys("mark unmark note".split(), Act.DRAFT),
        "set_cap": Act.KEEP,
        **dict.fromkeys("cap of_person names look too_often said_no".split(), READS),
    },
    "relations": {
        **dict.fromkeys(
            "open change remove ask_by asked note take_back draft leave_out done close reopen project_over"
            " close_project".split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "limits rows row of_contact given look_over coherence identities projects to_thank due news"
            " people table reader beside".split(),
            READS,
        ),
        "told": CARRIES_ON,
    },
    "contacts": {
        **dict.fromkeys(
            (
                "create link unlink note declare undeclare declare_again consent consent_off"
                " consent_again merge split"
            ).split(),
            Act.DRAFT,
        ),
        **dict.fromkeys(
            "of_author of_authors authors card added listed moments suggestions called filed".split(),
            READS,
        ),
    },
    "address_cards": {
        **dict.fromkeys("write take_in take_back".split(), Act.DRAFT),
        **dict.fromkeys("chosen look compared".split(), READS),
    },
    "questions": {"mark": Act.DRAFT, **dict.fromkeys("of_draft done".split(), READS)},
    "upkeep": {"look": READS, "news": READS, "told": CARRIES_ON},
    "triage": {
        **dict.fromkeys("finish choose undo".split(), Act.DRAFT),
        **dict.fromkeys("begin categories walks".split(), READS),
    },
    "review": {
        **dict.fromkeys("annotate remove put_back".split(), Act.DRAFT),
        **dict.fromkeys("page one opened says_now annotations".split(), READS),
    },
    "samples": {
        **dict.fromkeys("draw judge put_back close open_again".split(), Act.APPROVE),
        **dict.fromkeys("listed sample months summary".split(), READS),
    },
    "figures": dict.fromkeys("waits waited volumes behind experience promised".split(), READS),
    "inviting": dict.fromkeys("groups invitable".split(), READS),
    "voices": {
        **dict.fromkeys(
            "new_voices spoken parity texts unheard table burden goals toward".split(), READS
        ),
        "set_goal": Act.DRAFT,
    },
    "dashboard_reports": {
        **dict.fromkeys("read plan due".split(), READS),
        "write": READS,
        "set_plan": Act.KEEP,
        "write_due": CARRIES_ON,
    },
    "dashboard": {
        **dict.fromkeys("tiles span read read_all behind mentions_behind remarks".split(), READS),
        **dict.fromkeys("note remove put_back".split(), Act.DRAFT),
    },
    "tables": dict.fromkeys("conversations write write_file".split(), READS),
    "case_files": dict.fromkeys("head cases case contents write".split(), READS),
    "clauses": {"report": READS},
    "proof": dict.fromkeys("verify signatures of_message dossier many".split(), READS),
    "posting": {"begin": Act.DRAFT, "places": READS},
    "presence": {
        **dict.fromkeys("keep add_accounts remove put_back rotated".split(), Act.KEEP),
        **dict.fromkeys("farewell_draft invitation_draft".split(), Act.DRAFT),
        **dict.fromkeys(
            "rows one reminders unlisted_accounts table new of_account official report farewell invitation".split(),
            READS,
        ),
    },
    "handles": {
        **dict.fromkeys("log forget".split(), Act.DRAFT),
        **dict.fromkeys(
            "names lines due lookalikes history table lookalike_table today".split(), READS
        ),
    },
    "dependence": {
        **dict.fromkeys("count reachable exists_elsewhere".split(), Act.DRAFT),
        **dict.fromkeys(
            "accounts look figures lately can_ask ask conversations threads_of people only_there conversation_of"
            " closing table people_table counts posts".split(),
            READS,
        ),
    },
    "media_map": {"place": Act.KEEP, **dict.fromkeys("points holes table".split(), READS)},
    "bundles": dict.fromkeys("write compare".split(), READS),
    "profiles": {
        **dict.fromkeys("add change end replace_key".split(), Act.KEEP),
        "renew_lost_keys": CARRIES_ON,  # of the demonstration, where nobody keeps keys
        **dict.fromkeys(
            "current require switch_to listed gone profile name by_name keys sign verify".split(),
            READS,
        ),
    },
    "cards": {
        **dict.fromkeys("take_in take_new_key".split(), Act.KEEP),
        **dict.fromkeys("own read known".split(), READS),
    },
}
ASKED = [
    (service, method, act)
    for service, rules in RULES.items()
    for method, act in rules.items()
    if isinstance(act, Act)
]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "w")
    made.profiles.add("Ines Carvalho", [Role.KEEPER])
    yield made
    made.close()


@pytest.mark.parametrize("service", RULES)
def test_every_public_method_has_its_rule(services: Services, service: str) -> None:
    public = {
        name
        for name, _ in inspect.getmembers(type(getattr(services, service)), callable)
        if not name.startswith("_")
    }
    assert public == set(RULES[service])


@pytest.mark.parametrize(("service", "method", "act"), ASKED)
def test_whoever_may_not_is_refused_before_anything_happens(
    services: Services, service: str, method: str, act: Act
) -> None:
    without = [role for role in Role if act not in ALLOWED[role]]
    someone = services.profiles.add("Someone", without)
    services.profiles.switch_to(someone.id)
    asked = getattr(getattr(services, service), method)
    needed = inspect.signature(asked).parameters.values()
    places = [None for one in needed if one.default is one.empty and one.kind != one.KEYWORD_ONLY]
    named = {
        one.name: None
        for one in needed
        if one.default is one.empty and one.kind == one.KEYWORD_ONLY
    }
    before = list(services.workspace.read().iterdump())
    with pytest.raises(NotAllowed) as refused:
        asked(*places, **named)
    assert refused.value.reason == refusal(act)
    assert list(services.workspace.read().iterdump()) == before
