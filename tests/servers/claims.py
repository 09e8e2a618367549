"""What is claimed to have been seen with a real server, and by which test: no claim without one.

`Manifest.real` of each connector equals the keys of its table here (`tests/services/test_platform_table.py`).
"""

from collections.abc import Mapping

from cmworkstation.sdk.connector import Trait

CLAIMS: Mapping[str, Mapping[Trait, str]] = {
    "mastodon": {
        Trait.SIGN_IN: "test_mastodon_real.py::test_signs_in_and_knows_who_we_are",
        Trait.INBOX: "test_mastodon_real.py::test_a_mention_arrives_with_what_it_answers",
        Trait.THREAD: "test_mastodon_real.py::test_a_mention_arrives_with_what_it_answers",
        Trait.REPLY: "test_mastodon_real.py::test_a_reply_arrives_exactly_once",
        Trait.POSTS: "test_once_real.py::test_a_post_of_ours_begins_a_thread_exactly_once",
        Trait.ONCE: "test_once_real.py::test_an_answer_arrives_exactly_once",
        Trait.PRIVATE: "test_mastodon_real.py::test_a_private_question_gets_a_private_answer",
        Trait.MEDIA: "test_media_real.py::test_a_thread_of_three_parts_with_a_picture_stands_there_once_and_in_order",
        Trait.EDITS: "test_mastodon_real.py::test_an_edit_of_the_question_shows",
        Trait.DELETIONS: "test_mastodon_real.py::test_a_deleted_question_is_gone",
        Trait.MODERATION: "test_mastodon_real.py::test_blocks_twice_and_offers_no_more_than_the_server_can",
        Trait.SEARCH: "test_mastodon_real.py::test_the_watch_finds_a_hashtag_and_an_account_on_a_real_server",
    },
    "mail": {
        Trait.SIGN_IN: "test_mail_real.py::test_a_certificate_that_nobody_vouches_for_is_explained_and_confirmed",
        Trait.INBOX: "test_mail_real.py::test_a_thread_is_read_without_a_trace",
        Trait.THREAD: "test_mail_real.py::test_a_thread_is_read_without_a_trace",
        Trait.REPLY: "test_mail_real.py::test_an_answer_lands_once_and_once_among_sent_mail",
        Trait.ONCE: "test_once_real.py::test_an_answer_arrives_exactly_once",
        Trait.PRIVATE: "test_mail_real.py::test_an_answer_lands_once_and_once_among_sent_mail",
        Trait.MEDIA: "test_media_real.py::test_a_letter_with_a_picture_and_a_file_arrives_whole_and_once",
        Trait.DELETIONS: "test_mail_real.py::test_what_other_programs_do_is_noticed",
        Trait.MODERATION: "test_mail_real.py::test_messages_are_moved_to_junk_and_back",
        Trait.HISTORY: "test_mail_real.py::test_old_mail_is_found_by_its_days",
        Trait.PUSH: "test_mail_real.py::test_new_mail_is_heard_of_at_once",
    },
    "wordpress": {
        Trait.SIGN_IN: "test_wordpress_real.py::test_the_page_of_the_site_hands_a_password_to_the_loopback_address",
        Trait.INBOX: "test_wordpress_real.py::test_a_visitors_comment_arrives_with_its_article",
        Trait.THREAD: "test_wordpress_real.py::test_an_answer_approves_the_comment_and_arrives_once",
        Trait.REPLY: "test_wordpress_real.py::test_an_answer_approves_the_comment_and_arrives_once",
        Trait.POSTS: "test_once_real.py::test_a_post_of_ours_begins_a_thread_exactly_once",
        Trait.ONCE: "test_once_real.py::test_an_answer_arrives_exactly_once",
        Trait.EDITS: "test_wordpress_real.py::test_what_others_do_in_the_administration_is_seen",
        Trait.DELETIONS: "test_wordpress_real.py::test_what_others_do_in_the_administration_is_seen",
        Trait.MODERATION: "test_wordpress_real.py::test_each_act_is_carried_out_and_twice_is_no_error",
    },
    "bluesky": {
        Trait.SIGN_IN: "test_bluesky_real.py::test_a_handle_leads_to_its_server_and_an_app_password_signs_in",
        Trait.INBOX: "test_bluesky_real.py::test_mentions_replies_and_quotes_arrive_and_nothing_else",
        Trait.THREAD: "test_bluesky_real.py::test_after_a_long_conversation_the_store_holds_what_is_true",
        Trait.REPLY: "test_bluesky_real.py::test_an_answer_stands_below_its_question_once_with_links_and_names",
        Trait.POSTS: "test_once_real.py::test_a_post_of_ours_begins_a_thread_exactly_once",
        Trait.ONCE: "test_once_real.py::test_an_answer_arrives_exactly_once",
        Trait.MEDIA: "test_bluesky_real.py::test_pictures_go_along_with_their_words",
        Trait.EDITS: "test_bluesky_real.py::test_after_a_long_conversation_the_store_holds_what_is_true",
        Trait.DELETIONS: "test_bluesky_real.py::test_after_a_long_conversation_the_store_holds_what_is_true",
        Trait.MODERATION: "test_bluesky_real.py::test_order_is_kept",
        Trait.HISTORY: "test_bluesky_real.py::test_a_place_that_the_server_does_not_know_begins_again",
        Trait.SEARCH: "test_bluesky_real.py::test_the_watch_finds_words_a_hashtag_and_an_account_on_a_real_network",
    },
    "matrix": {
        Trait.SIGN_IN: "test_matrix_real.py::test_a_name_with_its_server_signs_in",
        Trait.INBOX: "test_matrix_real.py::test_a_room_is_one_conversation_that_begins_with_its_name",
        Trait.THREAD: "test_matrix_real.py::test_an_answer_in_a_thread_stays_in_it",
        Trait.REPLY: "test_matrix_real.py::test_an_answer_stands_there_once_and_is_found",
        Trait.POSTS: "test_once_real.py::test_a_post_of_ours_begins_a_thread_exactly_once",
        Trait.ONCE: "test_once_real.py::test_an_answer_arrives_exactly_once",
        Trait.PRIVATE: "test_matrix_real.py::test_a_direct_chat_is_private",
        Trait.MEDIA: "test_matrix_real.py::test_pictures_go_along_with_their_words_and_are_had_again",
        Trait.EDITS: "test_truth_real.py::test_the_store_holds_what_four_people_said",
        Trait.DELETIONS: "test_truth_real.py::test_the_store_holds_what_four_people_said",
        Trait.MODERATION: "test_matrix_real.py::test_order_is_kept",
        Trait.HISTORY: "test_matrix_real.py::test_a_room_is_read_back_to_its_beginning",
        Trait.PUSH: "test_matrix_real.py::test_news_are_called",
    },
}
