//! Stories of dossiers, told by the people who act in them, on each engine.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod a_citizen_applies_online;
mod a_citizen_is_phoned;
mod a_citizen_supplements;
mod a_dossier_is_refused_withdrawn_or_stopped;
mod a_dossier_is_taken_and_finished;
mod a_fee_is_paid_before_the_result_is_handed_over;
mod a_merger_passes_dossiers_on;
mod a_result_is_checked;
mod a_stranger_learns_nothing;
mod a_supplement_stops_the_clock;
mod a_till_is_counted;
mod an_emergency_receipt_is_entered_later;
mod an_extension_is_given_once;
mod an_opinion_is_asked;
mod codes_are_unique;
mod copies_are_certified_in_one_act;
mod counter;
mod hostile_text_does_no_harm;
mod late_is_judged_when_it_is_finished;
mod many_at_once;
mod nobody_sees_what_is_not_his;
mod originals_have_a_holder;
mod place;
mod procedures_are_found;
mod the_calendar_changes;
mod the_deputy_signs_in_one_sitting;
mod two_officials_act_at_once;
mod who_is_who_at_the_counter;
