"""What can be done about topics, questions to people, and questions to experts."""

from typing import Final

from cmworkstation.i18n import N_
from cmworkstation.ui.commands.row import Command


def _row(name: str, title: str, icon: str = "", menu: str = "") -> Command:
    return Command(f"dialogue.{name}", title, menu=menu, icon=icon, page="dialogue", group=3)


def _here(name: str, title: str, icon: str, keys: tuple[str, ...] = ()) -> Command:
    return Command(f"filing.{name}", title, keys, "list thread", "conversation", icon, group=2)


DIALOGUE: Final = (
    _here("topic", N_("Add to a topic…"), "discuss", ("Alt+T", "T")),
    _here("dialogue", N_("File under a question to people…"), "discuss"),
    _here("expert", N_("Ask an expert…"), "user_star"),
    _here("answer", N_("Make this expert’s answer a draft"), "user_star"),
    _row("topics", N_("The topic board"), "discuss", "view"),
    _row("initiatives", N_("Questions to people"), "discuss", "view"),
    _row("experts", N_("Questions to experts"), "user_star", "view"),
    _row("new_topic", N_("Open a new topic"), "add"),
    _row("edit_topic", N_("Change the chosen topic"), "edit"),
    _row("heard", N_("The chosen topic: back to heard")),
    _row("study", N_("The chosen topic: under study")),
    _row("decide", N_("The chosen topic: decide")),
    _row("told_back", N_("The chosen topic: everybody was told")),
    _row("answer_voice", N_("Answer the chosen person in their thread"), "reply"),
    _row("spare_voice", N_("Say why the chosen person is not told")),
    _row("open_thread", N_("Open the chosen conversation of the topic"), "external"),
    _row("take_out", N_("Take the chosen conversation out of the topic")),
    _row("remove_topic", N_("Remove the chosen topic"), "remove"),
    _row("save_topics", N_("Save the topics as a table"), "save"),
    _row("save_topic", N_("Save the chosen topic as a document"), "save"),
    _row("new", N_("Put a new question to people"), "add"),
    _row("edit", N_("Change the chosen question to people"), "edit"),
    _row("question", N_("The chosen question: what is asked, and where")),
    _row("answers", N_("The chosen question: what people said")),
    _row("result", N_("The chosen question: what became of it")),
    _row("approve", N_("Agree to the chosen question"), "approve"),
    _row("open", N_("Open the chosen question")),
    _row("close", N_("End the time for answers to the chosen question")),
    _row("end", N_("End the chosen question: everybody was told")),
    _row("remove", N_("Remove the chosen question"), "remove"),
    _row("add_place", N_("Add a place to the chosen question"), "add"),
    _row("ask_place", N_("Write the question as a draft in the chosen place")),
    _row("by_hand", N_("The question was put in the chosen place by hand")),
    _row("open_place", N_("Open the thread of the chosen place"), "external"),
    _row("remove_place", N_("Take the chosen place out")),
    _row("gather", N_("Gather what people said"), "refresh"),
    _row("enter", N_("Enter what was said elsewhere"), "add"),
    _row("enter_poll", N_("Enter the result of a poll"), "add"),
    _row("mark_for", N_("Mark the chosen contributions: for")),
    _row("mark_against", N_("Mark the chosen contributions: against")),
    _row("mark_mixed", N_("Mark the chosen contributions: for and against")),
    _row("mark_idea", N_("Mark the chosen contributions: an idea")),
    _row("mark_question", N_("Mark the chosen contributions: a question")),
    _row("mark_none", N_("Take the mark off the chosen contributions")),
    _row("theme", N_("Give the chosen contributions a theme"), "tag"),
    _row("leave_out", N_("The chosen contributions do not count")),
    _row("open_said", N_("Open the thread of the chosen contribution"), "external"),
    _row("all_said", N_("Show all contributions")),
    _row("put_figures", N_("Put the figures into the synthesis"), "add"),
    _row("decide_dialogue", N_("Decide on the chosen question"), "check"),
    _row("unchanged", N_("Say why nothing changed")),
    _row("tell", N_("Tell contributors what became of it"), "reply"),
    _row("told", N_("The chosen contributors were told otherwise")),
    _row("spare", N_("Say why the chosen contributors are not told")),
    _row("open_contributor", N_("Open the thread of the chosen contributor"), "external"),
    _row("save_table", N_("Save the contributions as a table"), "save"),
    _row("save_dossier", N_("Save the dossier of the chosen question"), "save"),
    _row("letter_file", N_("Save the letter to an expert as a file"), "download"),
    _row("letter_mail", N_("Open the letter to an expert as a mail"), "mail"),
    _row("letter_copy", N_("Copy the letter to an expert"), "copy"),
    _row("remind", N_("Save a reminder to an expert as a file"), "bell"),
    _row("answer_file", N_("Take in an expert’s answer from a file"), "folder"),
    _row("answer_paste", N_("Enter an expert’s answer"), "edit"),
    _row("expert_thread", N_("Open the thread that an expert is asked about"), "external"),
    _row("withdraw", N_("Ask the expert no more")),
    _row("ask_again", N_("Ask the expert again")),
    _row("save_experts", N_("Save the questions to experts as a table"), "save"),
)
