"""What each connector was seen to do with a real server, and by which test: `Manifest.real` says the same."""

from collections.abc import Mapping

from cmworkstation.sdk.connector import Trait

ONCE = "test_once_real.py::test_an_answer_arrives_exactly_once"
TRUTH = "test_truth_real.py::test_the_store_holds_what_four_people_said"

SHOWN: Mapping[str, Mapping[Trait, str]] = {
    "matrix": {
        Trait.SIGN_IN: "test_matrix_real.py::test_a_name_with_its_server_signs_in",
        Trait.INBOX: TRUTH,
        Trait.THREAD: "test_matrix_real.py::test_an_answer_in_a_thread_stays_in_it",
        Trait.REPLY: "test_matrix_real.py::test_an_answer_stands_there_once_and_is_found",
        Trait.ONCE: ONCE,
        Trait.PRIVATE: "test_matrix_real.py::test_a_direct_chat_is_private",
        Trait.MEDIA: "test_matrix_real.py::test_pictures_go_along_with_their_words_and_are_had_again",
        Trait.EDITS: TRUTH,
        Trait.DELETIONS: TRUTH,
        Trait.MODERATION: "test_matrix_real.py::test_order_is_kept",
        Trait.HISTORY: "test_matrix_real.py::test_a_room_is_read_back_to_its_beginning",
        Trait.PUSH: "test_matrix_real.py::test_news_are_called",
    },
    "mail": {
        Trait.SIGN_IN: (
            "test_mail_real.py::test_a_certificate_that_nobody_vouches_for_is_explained_and_confirmed"
        ),
        Trait.INBOX: TRUTH,
        Trait.THREAD: "test_mail_real.py::test_a_thread_is_read_without_a_trace",
        Trait.REPLY: "test_mail_real.py::test_an_answer_lands_once_and_once_among_sent_mail",
        Trait.ONCE: ONCE,
        Trait.PRIVATE: "test_mail_real.py::test_an_answer_lands_once_and_once_among_sent_mail",
        Trait.MEDIA: (
            "test_media_real.py::test_a_letter_with_a_picture_and_a_file_arrives_whole_and_once"
        ),
        Trait.DELETIONS: TRUTH,
        Trait.MODERATION: "test_mail_real.py::test_messages_are_moved_to_junk_and_back",
        Trait.HISTORY: "test_mail_real.py::test_old_mail_is_found_by_its_days",
        Trait.PUSH: "test_mail_real.py::test_new_mail_is_heard_of_at_once",
    },
    "wordpress": {
        Trait.SIGN_IN: (
            "test_wordpress_real.py::test_the_page_of_the_site_hands_a_password_to_the_loopback_address"
        ),
        Trait.INBOX: TRUTH,
        Trait.THREAD: TRUTH,
        Trait.REPLY: (
            "test_wordpress_real.py::test_an_answer_approves_the_comment_and_arrives_once"
        ),
        Trait.ONCE: ONCE,
        Trait.EDITS: TRUTH,
        Trait.DELETIONS: TRUTH,
        Trait.MODERATION: (
            "test_wordpress_real.py::test_each_act_is_carried_out_and_twice_is_no_error"
        ),
    },
    # With snac, a small server of the same language.
    "mastodon": {
        Trait.SIGN_IN: "test_mastodon_real.py::test_signs_in_and_knows_who_we_are",
        Trait.INBOX: TRUTH,
        Trait.THREAD: TRUTH,
        Trait.REPLY: "test_mastodon_real.py::test_a_reply_arrives_exactly_once",
        Trait.ONCE: ONCE,
        Trait.PRIVATE: "test_mastodon_real.py::test_a_private_question_gets_a_private_answer",
        Trait.MEDIA: (
            "test_media_real.py"
            "::test_a_picture_arrives_with_its_description_and_its_post_once_whatever_answer_is_lost"
        ),
        Trait.EDITS: TRUTH,
        Trait.DELETIONS: TRUTH,
        Trait.MODERATION: (
            "test_mastodon_real.py::test_blocks_twice_and_offers_no_more_than_the_server_can"
        ),
    },
    "bluesky": {
        Trait.SIGN_IN: (
            "test_bluesky_real.py"
            "::test_a_handle_leads_to_its_server_and_an_app_password_signs_in"
        ),
        Trait.INBOX: TRUTH,
        Trait.THREAD: TRUTH,
        Trait.REPLY: (
            "test_bluesky_real.py"
            "::test_an_answer_stands_below_its_question_once_with_links_and_names"
        ),
        Trait.ONCE: ONCE,
        Trait.MEDIA: "test_bluesky_real.py::test_pictures_go_along_with_their_words",
        Trait.EDITS: TRUTH,
        Trait.DELETIONS: TRUTH,
        Trait.MODERATION: "test_bluesky_real.py::test_order_is_kept",
        Trait.HISTORY: (
            "test_bluesky_real.py::test_a_place_that_the_server_does_not_know_begins_again"
        ),
    },
}
