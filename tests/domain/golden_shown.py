"""Where each check and each cue of the golden rules is shown to work: one test a piece."""

CHECKS = {
    "disclosure": "tests/services/test_interests.py"
    "::test_a_reply_without_the_label_is_stopped_while_the_interest_holds",
    "bought-review": "tests/domain/charter/test_packs.py::test_example",
    "paid-link": "tests/domain/charter/test_packs.py::test_example",
    "gift-ledger": "tests/services/test_interests.py::test_gifts_of_one_calendar_year_add_up_and_warn_at_four_fifths",
    "claim": "tests/domain/charter/test_kinds.py::test_terms",
    "source": "tests/domain/charter/test_packs.py::test_example",
    "false-customer": "tests/domain/charter/test_packs.py::test_example",
    "expired": "tests/services/test_answers.py::test_a_fact_that_expired_is_amber_in_a_draft_and_cannot_be_put_in",
    "unfilled": "tests/domain/charter/test_engine.py::test_an_unfilled_field_always_stops",
    "correction": "tests/services/test_corrections.py"
    "::test_once_sent_both_messages_know_of_each_other_and_the_old_one_is_as_it_was",
    "corrected-elsewhere": "tests/ui/inbox/test_correcting.py"
    "::test_a_post_elsewhere_is_linked_as_the_correction_leads_there_and_is_taken_back",
    "uninvited": "tests/services/test_context.py::test_how_we_come_to_be_here",
    "ask-without-giving": "tests/services/test_context.py::test_asking_again_somebody_to_whom_we_gave_nothing_is_said",
    "no-thanks": "tests/services/test_upkeep.py::test_a_contribution_is_told_of_until_somebody_answers",
    "cap": "tests/services/test_relations.py::test_the_fourth_ask_in_the_period_is_stopped_with_the_days_of_the_others",
    "same-text": "tests/services/test_context.py"
    "::test_the_third_like_reply_of_a_day_is_said_and_not_that_of_another_day",
    "blame": "tests/domain/charter/test_packs.py::test_example",
    "shouting": "tests/domain/charter/test_packs.py::test_example",
    "empty-words": "tests/domain/charter/test_packs.py::test_example",
    "greeting": "tests/services/test_context.py"
    "::test_a_first_mail_that_greets_nobody_by_name_is_pointed_out_and_a_second_one_is_not",
    "own-words": "tests/services/test_context.py"
    "::test_an_answer_that_goes_out_too_often_or_without_own_words_is_worn",
    "burden": "tests/services/test_dashboard.py"
    "::test_who_looks_after_the_people_sees_every_load_and_a_proposal_of_relief",
    "no-roi": "tests/domain/test_golden_rules.py"
    "::test_nothing_in_the_program_ranks_people_or_counts_what_they_bring_in",
    "dependence": "tests/domain/test_dependence.py::test_the_headline_is_the_worst_of_those_that_are_known",
    "only-here": "tests/domain/charter/test_packs.py::test_example",
    "did-it-help": "tests/services/test_experiences.py"
    "::test_the_answer_to_a_complaint_is_asked_after_five_open_days",
    "mandate": "tests/services/test_context.py::test_whoever_writes_needs_the_mandate",
    "expert": "tests/services/test_experts.py"
    "::test_a_question_leaves_as_a_file_and_the_answer_in_it_becomes_a_draft_with_credit",
    "topic": "tests/domain/charter/test_context_ring.py::test_topic",
    "absolute": "tests/domain/charter/test_packs.py::test_example",
    "vague": "tests/ui/composer/test_charter.py::test_a_vague_time_becomes_a_promise_that_the_ledger_keeps",
    "promise": "tests/services/test_promises.py::test_what_is_due_is_told_the_day_before_and_once_it_is_late",
    "familiar": "tests/ui/contacts/test_reader.py::test_speaking_as_among_friends_to_a_stranger_is_noticed",
    "parity": "tests/services/test_dashboard.py"
    "::test_parity_asks_only_how_many_follow_whom_and_says_of_how_many_nobody_knows",
    "unclear": "tests/domain/charter/test_packs.py::test_example",
    "five-answers": "tests/services/test_relations.py::test_an_unclear_form_is_warned_of_point_by_point",
    "silence": "tests/services/test_relations.py"
    "::test_whoever_was_left_without_news_is_not_asked_again_without_a_warning",
    "batch-silence": "tests/services/test_cues.py::test_a_batch_names_those_without_the_news_that_are_owed",
    "post-required": "tests/ui/contacts/test_page.py"
    "::test_the_form_says_what_is_unclear_while_one_writes_and_asks_which_name",
    "topic-shift": "tests/services/test_relations.py"
    "::test_another_subject_a_refusal_and_too_many_asks_are_warned_of",
    "plan": "tests/services/test_operations.py::test_key_messages_of_one_week_that_contradict_one_another_are_found",
    "checklist": "tests/ui/contacts/test_page.py"
    "::test_a_relation_ends_only_when_each_part_is_done_or_left_out_for_a_reason",
    "consent": "tests/ui/contacts/test_page.py"
    "::test_what_they_say_of_themselves_is_noted_with_where_they_said_it",
    "wish": "tests/services/test_contacts.py::test_an_ask_about_a_topic_to_which_they_said_no_does_not_leave",
    "few": "tests/domain/test_voices.py::test_the_usual_few_have_no_less_than_their_part_and_no_more_than_all",
    "goal": "tests/ui/dashboard/test_page.py::test_a_goal_for_new_voices_is_set_for_a_topic",
    "targets": "tests/services/test_times.py::test_friday_evening_to_monday_morning_is_an_hour_of_open_time",
    "waits": "tests/domain/charter/test_state_ring.py::test_silence_is_told_once_and_by_what_weighs_most",
    "crisis-targets": "tests/services/test_crises.py"
    "::test_answers_are_due_sooner_at_once_and_as_before_once_it_is_over",
}
CUES = {
    "interest-badge": "tests/ui/golden/test_here_line.py"
    "::test_an_interest_stands_above_the_text_from_when_it_is_noted",
    "gift-sum": "tests/ui/inbox/test_interests.py::test_a_gift_is_noted_shown_and_taken_back",
    "source-chip": "tests/ui/composer/test_guide_column.py"
    "::test_a_fact_that_expires_soon_is_amber_and_an_expired_one_cannot_be_put_in",
    "facts": "tests/ui/guide/test_page.py::test_facts_and_what_is_due_have_their_parts",
    "corrected": "tests/ui/inbox/test_correcting.py::test_our_wrong_reply_is_corrected_and_both_messages_say_so",
    "here-because": "tests/ui/golden/test_here_line.py"
    "::test_above_the_text_stands_why_we_are_here_and_that_it_is_the_first_contact",
    "counters": "tests/ui/golden/test_cues.py::test_the_card_counts_what_was_given_and_asked",
    "last-exchange": "tests/ui/golden/test_here_line.py"
    "::test_the_last_exchange_elsewhere_and_the_subjects_stand_there_in_a_line",
    "times-today": "tests/ui/inbox/test_composer_cues.py"
    "::test_from_the_second_time_on_it_is_said_and_from_the_third_a_way_out_is_offered",
    "repeated": "tests/ui/dashboard/test_page.py::test_reach_shows_its_tiles_for_the_same_period",
    "changed": "tests/services/test_dashboard.py"
    "::test_the_nine_tiles_stand_in_the_order_of_the_charter_and_watches_only_where_something_is_watched",
    "effective": "tests/ui/presence/test_page.py"
    "::test_the_status_bar_says_on_how_many_platforms_we_are_and_leads_there",
    "closing": "tests/ui/presence/test_page.py"
    "::test_an_account_that_closes_shows_people_and_an_invitation_is_a_draft",
    "experiences": "tests/ui/experiences/test_page.py::test_that_it_helped_is_entered_and_taken_back",
    "credits": "tests/ui/golden/test_cues.py::test_who_answered_and_with_how_many_experts_stands_by_name",
    "topics": "tests/ui/golden/test_here_line.py"
    "::test_the_last_exchange_elsewhere_and_the_subjects_stand_there_in_a_line",
    "card-topics": "tests/ui/contacts/test_page.py"
    "::test_a_topic_of_the_board_is_offered_and_stands_once_on_a_card",
    "promises": "tests/ui/test_main_window.py::test_badges_count_what_waits_for_a_person",
    "promise-tile": "tests/services/test_dashboard.py"
    "::test_the_nine_tiles_stand_in_the_order_of_the_charter_and_watches_only_where_something_is_watched",
    "first-contact": "tests/ui/golden/test_here_line.py"
    "::test_above_the_text_stands_why_we_are_here_and_that_it_is_the_first_contact",
    "unheard": "tests/ui/dashboard/test_page.py::test_reach_shows_its_tiles_for_the_same_period",
    "five-ticks": "tests/ui/golden/test_cues.py::test_each_of_the_five_answers_gets_its_tick_while_one_writes",
    "light": "tests/ui/golden/test_cues.py::test_the_list_of_contacts_says_the_light_of_a_relation_in_words",
    "owed": "tests/ui/contacts/test_page.py::test_what_we_owe_stands_in_one_list_that_leads_to_the_card",
    "post-warned": "tests/ui/golden/test_cues.py::test_each_of_the_five_answers_gets_its_tick_while_one_writes",
    "time-line": "tests/ui/contacts/test_page.py"
    "::test_the_card_shows_what_was_said_topic_by_topic_and_one_of_them_alone",
    "topic-line": "tests/ui/contacts/test_page.py"
    "::test_the_card_shows_what_was_said_topic_by_topic_and_one_of_them_alone",
    "themes": "tests/ui/operations/test_page.py"
    "::test_the_three_views_show_the_same_and_a_screen_reader_hears_it",
    "open-parts": "tests/ui/contacts/test_page.py"
    "::test_a_relation_ends_only_when_each_part_is_done_or_left_out_for_a_reason",
    "consents": "tests/ui/contacts/test_page.py"
    "::test_what_they_say_of_themselves_is_noted_with_where_they_said_it",
    "invited-others": "tests/ui/inbox/test_composer_cues.py"
    "::test_what_others_were_invited_to_is_told_with_one_act_and_then_said_no_more",
    "new-voices": "tests/services/test_dashboard.py"
    "::test_new_voices_are_people_answered_now_and_not_in_the_year_before",
    "countdown": "tests/ui/inbox/test_phrases.py"
    "::test_it_is_soon_from_the_warning_point_on_and_then_what_is_left_is_said",
}
