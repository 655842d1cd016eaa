//! Sessions: seen, ended, run out.

use base::Kind;
use identity::{By, act_as, end_session, give_post, resume, sessions_of, sign_out, suspend, sweep_sessions};

use crate::place::{HOME, PASSWORD, each};

#[test]
fn an_idle_session_ends_and_a_used_one_goes_on_to_its_limit() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        let (idle, used) = (place.sign_in("hoa"), place.sign_in("hoa"));
        for _ in 0..2 {
            place.pass_minutes(40);
            assert!(place.me(&used).is_some());
        }
        assert!(place.me(&idle).is_none());
        for _ in 0..15 {
            place.pass_minutes(40);
            assert!(place.me(&used).is_some());
        }
        place.pass_minutes(40);
        assert!(place.me(&used).is_none(), "twelve hours are over");
        place.write(sweep_sessions).unwrap();
        assert_eq!(place.count("select count(*) from identity_session"), 0, "the night removes what has ended");
    });
}

#[test]
fn the_time_of_last_use_is_not_written_at_every_request() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        let signed_in = place.sign_in("hoa");
        let start = place.now().ms();
        let seen = || place.count("select seen_at from identity_session") - start;
        place.pass_minutes(2);
        place.me(&signed_in);
        assert_eq!(seen(), 0);
        place.pass_minutes(1);
        place.me(&signed_in);
        assert_eq!(seen(), 3 * 60_000);
    });
}

#[test]
fn ones_sessions_are_listed_and_can_be_ended_but_nobody_elses() {
    each(|place| {
        place.official("hoa", place.commune, "clerk");
        place.official("anh", place.commune, "clerk");
        let (here, there, ans) = (place.sign_in("hoa"), place.sign_in("hoa"), place.sign_in("anh"));
        let (me, an) = (place.me(&here).unwrap(), place.me(&ans).unwrap());
        let (keeper, who) = (place.keeper.clone(), me.clone());
        let listed = place.read_now(move |tx| sessions_of(tx, keeper.limits(), &who)).unwrap();
        assert_eq!(listed.iter().map(|it| it.current).collect::<Vec<_>>(), [false, true]);

        let other = listed[0].id;
        assert_eq!(place.write(move |tx| end_session(tx, &an, other)).unwrap_err().kind, Kind::NotFound);
        let who = me.clone();
        place.write(move |tx| end_session(tx, &who, other)).unwrap();

        assert!(place.me(&there).is_none());
        assert!(place.me(&here).is_some());
        place.write(move |tx| sign_out(tx, &me)).unwrap();
        assert!(place.me(&here).is_none());
    });
}

#[test]
fn a_suspended_account_is_out_at_once_and_back_after() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let signed_in = place.sign_in("hoa");
        let me = place.me(&signed_in).unwrap();
        place.write(move |tx| suspend(tx, By::Operator, hoa.account)).unwrap();

        assert!(place.me(&signed_in).is_none());
        assert_eq!(place.write(move |tx| me.still(tx)).unwrap_err().kind, Kind::SignIn, "an act under way stops too");
        let refused = |password| place.keeper.sign_in("hoa", password, None, &HOME).err().map(|e| e.kind);
        assert_eq!(refused(PASSWORD), Some(Kind::Forbidden));
        assert_eq!(refused("sai"), Some(Kind::SignIn), "only who knows the password is told");
        place.write(move |tx| resume(tx, By::Operator, hoa.account)).unwrap();
        assert_eq!(refused(PASSWORD), None);
    });
}

#[test]
fn an_official_with_two_posts_chooses_in_which_he_acts() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let (other, today) = (place.other, place.today());
        let second =
            place.write(move |tx| give_post(tx, By::Operator, hoa.person, other, "chair", today, None)).unwrap();
        let signed_in = place.sign_in("hoa");
        let me = place.me(&signed_in).unwrap();
        assert_eq!(me.unit(), Some(place.commune));

        place.write(move |tx| act_as(tx, &me, second)).unwrap();

        let me = place.me(&signed_in).unwrap();
        assert_eq!((me.unit(), me.unit_name.as_str()), (Some(place.other), "Xã Bình Yên"));
        assert_eq!(place.write(move |tx| act_as(tx, &me, base::Id::NONE)).unwrap_err().kind, Kind::NotFound);
    });
}
