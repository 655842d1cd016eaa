//! API tokens.

use base::Kind;
use identity::{By, NewToken, create_token, end_token, give_post, suspend, tokens_of};

use crate::place::{DECIDE, Place, RECEIVE, Someone, each};

fn make(place: &Place, who: Someone, new: NewToken) -> base::Result<String> {
    let (keeper, me) = (place.keeper.clone(), place.me_of(who));
    place.write(move |tx| create_token(tx, By::Operator, keeper.limits(), &me, &new)).map(|(_, bearer)| bearer)
}

fn named(rights: &[&str]) -> NewToken {
    let rights = rights.iter().map(|it| (*it).to_owned()).collect();
    NewToken { name: "máy quét".into(), rights: Some(rights), ends_at: None }
}

#[test]
fn a_token_has_the_rights_it_names_while_its_person_has_them() {
    each(|place| {
        let chair = place.official("chutich", place.commune, "chair");
        let bearer = make(place, chair, named(&["test.receive"])).unwrap();

        let me = place.keeper.by_token_now(&bearer).unwrap().unwrap();

        assert_eq!(me.person, chair.person);
        assert!(me.has(RECEIVE) && !me.has(DECIDE));
        assert_eq!(me.reach(RECEIVE).roots, [place.commune]);
        let more = make(place, chair, named(&["identity.accounts"]));
        assert_eq!(more.unwrap_err().fields[0].0, "rights", "no more than the person has");
        place.write(move |tx| identity::set_role_right(tx, By::Operator, "chair", RECEIVE, false)).unwrap();
        assert!(!place.keeper.by_token_now(&bearer).unwrap().unwrap().has(RECEIVE));
    });
}

#[test]
fn unless_said_a_token_lasts_a_day_and_administers_nothing() {
    each(|place| {
        let admin = place.official("quantri", place.province, "admin");
        let (province, today) = (place.province, place.today());
        place.write(move |tx| give_post(tx, By::Operator, admin.person, province, "chair", today, None)).unwrap();
        let bearer = make(place, admin, NewToken { name: "thử".into(), ..NewToken::default() }).unwrap();

        let me = place.keeper.by_token_now(&bearer).unwrap().unwrap();
        assert!(me.has(DECIDE) && !me.has(identity::ACCOUNTS) && !me.has(identity::CHANGE_ROLES));

        place.pass_minutes(24 * 60 - 1);
        assert!(place.keeper.by_token_now(&bearer).unwrap().is_some());
        place.pass_minutes(1);
        assert!(place.keeper.by_token_now(&bearer).unwrap().is_none());
        let too_long = NewToken { ends_at: Some(place.now().plus_minutes(400 * 24 * 60)), ..NewToken::default() };
        assert_eq!(make(place, admin, too_long).unwrap_err().fields[0].0, "ends_at");
    });
}

#[test]
fn nobody_makes_a_token_for_another_and_everybody_may_end_his_own() {
    each(|place| {
        let (hoa, an) = (place.official("hoa", place.commune, "clerk"), place.official("anh", place.commune, "clerk"));
        let (keeper, me, other) = (place.keeper.clone(), place.me_of(hoa), place.me_of(an));
        let (by, new) = (other.clone(), named(&["test.receive"]));
        let made = place.write(move |tx| create_token(tx, By::Me(&by), keeper.limits(), &me, &new));
        assert_eq!(made.unwrap_err().kind, Kind::Forbidden);

        let bearer = make(place, hoa, named(&["test.receive"])).unwrap();
        assert!(bearer.starts_with("tinhso_") && place.keeper.by_session_now(&bearer).unwrap().is_none());
        let me = place.me_of(hoa);
        let who = me.clone();
        let listed = place.read_now(move |tx| tokens_of(tx, &who)).unwrap();
        let id = listed[0].id;
        assert_eq!(place.write(move |tx| end_token(tx, &other, id)).unwrap_err().kind, Kind::NotFound);
        place.write(move |tx| end_token(tx, &me, id)).unwrap();
        assert!(place.keeper.by_token_now(&bearer).unwrap().is_none());
    });
}

#[test]
fn a_suspended_person_has_no_tokens() {
    each(|place| {
        let hoa = place.official("hoa", place.commune, "clerk");
        let bearer = make(place, hoa, named(&["test.receive"])).unwrap();
        place.write(move |tx| suspend(tx, By::Operator, hoa.account)).unwrap();
        assert!(place.keeper.by_token_now(&bearer).unwrap().is_none());
        assert_eq!(place.count("select count(*) from identity_token"), 0);
    });
}
