"""What can be done in the inbox: walking the list and the thread, answering, settling."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command

_BOTH: Final = "list thread"

INBOX: Final = (
    Command(
        "inbox.next", N_("Next conversation"), ("Alt+Down", "J"), _BOTH, "conversation", "down"
    ),
    Command(
        "inbox.previous", N_("Previous conversation"), ("Alt+Up", "K"), _BOTH, "conversation", "up"
    ),
    Command(
        "inbox.next_unread",
        N_("Next unread conversation"),
        ("Ctrl+Alt+Down", "Shift+N"),
        _BOTH,
        "conversation",
    ),
    Command("inbox.next_message", N_("Next message"), ("Ctrl+Down", "N"), "thread", "conversation"),
    Command(
        "inbox.previous_message", N_("Previous message"), ("Ctrl+Up", "P"), "thread", "conversation"
    ),
    Command(
        "inbox.open",
        N_("Open the conversation"),
        ("Alt+Right", "Return", "Enter", "O"),
        "list",
        "conversation",
        "open",
        group=1,
    ),
    Command(
        "inbox.back",
        N_("Back to the list"),
        ("Alt+Left", "Esc", "U"),
        "thread",
        "conversation",
        "back",
        group=1,
    ),
    Command("inbox.reply", N_("Answer"), ("Ctrl+R", "R"), _BOTH, "conversation", "reply", group=2),
    Command(
        "inbox.reply_private",
        N_("Answer in private"),
        ("Ctrl+Shift+R", "Shift+R"),
        _BOTH,
        "conversation",
        "reply_private",
        help=N_("Only the person you answer can read it, where the platform allows that."),
        group=2,
    ),
    Command(
        "inbox.guide",
        N_("Response guide"),
        ("F7", "G, G"),
        _BOTH,
        "answer",
        "answers",
        help=N_("Search the approved answers that fit, beside the text."),
    ),
    Command("inbox.done", N_("Done"), ("Ctrl+E", "E"), _BOTH, "conversation", "done", group=2),
    Command(
        "inbox.done_next",
        N_("Done, then the next one"),
        ("Ctrl+Shift+E", "Shift+E"),
        _BOTH,
        "conversation",
        group=2,
    ),
    Command(
        "inbox.no_answer",
        N_("No answer needed"),
        ("Alt+Q", "Q"),
        _BOTH,
        "conversation",
        "no_answer",
        group=2,
    ),
    Command(
        "inbox.mark_unread",
        N_("Mark as unread"),
        ("Ctrl+Shift+U", "Shift+U"),
        _BOTH,
        "conversation",
        "unread",
        group=2,
    ),
    Command(
        "inbox.select",
        N_("Select, or take out of the selection"),
        ("Ctrl+Space", "X"),
        "list",
        "conversation",
        group=3,
    ),
    Command(
        "inbox.moderate",
        N_("Moderate this message…"),
        ("Ctrl+Shift+M", "M"),
        _BOTH,
        "conversation",
        "spam",
        help=N_("Approve, mark as spam, move to the bin: what the platform allows."),
        group=3,
    ),
    Command(
        "inbox.open_web",
        N_("Show on the platform"),
        ("Ctrl+Shift+O", "V"),
        _BOTH,
        "conversation",
        "external",
        group=3,
    ),
    Command(
        "inbox.remote_pictures",
        N_("Load the pictures of this conversation"),
        ("Ctrl+Shift+I",),
        _BOTH,
        "conversation",
        "image",
        group=3,
    ),
    Command(
        "inbox.save_files",
        N_("Save the files of this message…"),
        ("Ctrl+Shift+J",),
        _BOTH,
        "conversation",
        "attachment",
        help=N_("All its attachments, into a folder that you choose."),
        group=3,
    ),
    Command(
        "inbox.make_answer",
        N_("Make an answer of this reply…"),
        menu="conversation",
        icon="answers",
        help=N_(
            "A message of your own becomes an answer for everybody, in the draft of the charter."
        ),
        group=3,
    ),
    Command(
        "inbox.copy",
        N_("Copy with author, date and link"),
        ("Ctrl+Shift+C", "C"),
        _BOTH,
        "conversation",
        "copy",
        group=3,
    ),
    Command(
        "inbox.dossier",
        N_("Dossier of this reply…"),
        menu="conversation",
        icon="shield",
        help=N_("Why, by whom and under which charter one of our messages was sent."),
        group=3,
    ),
    Command(
        "inbox.search",
        N_("Search all messages"),
        ("Ctrl+Shift+F", "/", "S"),
        _BOTH,
        "edit",
        "search",
        page="inbox",
    ),
    Command(
        "inbox.find",
        N_("Find in this conversation"),
        ("Ctrl+F",),
        _BOTH,
        "edit",
        help=N_("Enter goes on to the next find, Esc leaves."),
    ),
    Command(
        "inbox.due_soon",
        N_("Show what is due soon"),
        ("Ctrl+Alt+Up", "D"),
        _BOTH,
        "view",
        "hourglass",
        page="inbox",
        group=1,
    ),
    Command("inbox.find_next", N_("Next find"), ("F3",), menu="edit"),
    Command("inbox.find_previous", N_("Previous find"), ("Shift+F3",), menu="edit"),
    Command(
        "inbox.account_0",
        N_("All accounts"),
        ("Alt+0",),
        menu="view",
        action="inbox.account",
        args=(0,),
        page="inbox",
        group=1,
    ),
    *(
        Command(
            f"inbox.account_{n}",
            N_("Only account {n}"),
            (f"Ctrl+{n}",),
            action="inbox.account",
            args=(n,),
            page="inbox",
        )
        for n in range(1, 10)
    ),
)
