//! The second factor.

use std::{sync::Barrier, thread};

use base::Kind;
use identity::{
    By, Enrolment, Me, Must, confirm_totp, enrol_totp, new_recovery_codes, recovery_codes_left, reset_second_factor,
    set_role_second_factor, totp_code, turn_off_totp,
};

use crate::place::{HOME, PASSWORD, Place, RECEIVE, Someone, each};

/// Enrols and gives the secret and the recovery codes.
fn enrol(place: &Place, me: &Me) -> (Enrolment, Vec<String>) {
    let (keeper, who) = (place.keeper.clone(), me.clone());
    let begun = place.write(move |tx| enrol_totp(tx, keeper.vault(), &who)).unwrap();
    let code = totp_code(&begun.base32, place.now()).unwrap();
    let (keeper, who) = (place.keeper.clone(), me.clone());
    let recovery = place.write(move |tx| confirm_totp(tx, keeper.vault(), &who, &code)).unwrap();
    (begun, recovery)
}

/// With a second factor, and a minute later so that a fresh code is at hand.
fn hoa_with_a_second_factor(place: &Place) -> (Someone, Enrolment, Vec<String>) {
    let hoa = place.official("hoa", place.commune, "clerk");
    let me = place.me(&place.sign_in("hoa")).unwrap();
    let (begun, recovery) = enrol(place, &me);
    place.pass_minutes(1);
    (hoa, begun, recovery)
}

#[test]
fn a_role_may_require_a_second_factor_before_anything_else() {
    each(|place| {
        place.official("quantri", place.province, "admin");
        let signed_in = place.sign_in("quantri");
        assert_eq!(signed_in.must, Some(Must::EnrolSecondFactor));
        let me = place.me(&signed_in).unwrap();
        assert!(!me.has(identity::ACCOUNTS));

        let (begun, recovery) = enrol(place, &me);

        assert!(begun.uri.starts_with("otpauth://totp/tinhso:quantri?secret="));
        assert_eq!(recovery.len(), 10);
        let me = place.me(&signed_in).unwrap();
        assert!(me.must.is_none() && me.has(identity::ACCOUNTS));
        let keeper = place.keeper.clone();
        let off = place.write(move |tx| turn_off_totp(tx, keeper.vault(), &me, "000000"));
        assert_eq!(off.unwrap_err().kind, Kind::Conflict, "it cannot be turned off while the role needs it");
        place.write(|tx| set_role_second_factor(tx, By::Operator, "admin", false)).unwrap();
        assert!(!place.me(&signed_in).unwrap().second_factor_needed);
    });
}

#[test]
fn a_right_password_alone_gives_no_rights() {
    each(|place| {
        let (_, begun, _) = hoa_with_a_second_factor(place);

        let first_step = place.sign_in("hoa");
        assert_eq!(first_step.must, Some(Must::GiveCode));
        assert!(!place.me(&first_step).unwrap().has(RECEIVE));
        assert!(place.keeper.give_code(&first_step.cookie, "000000", &HOME).is_err());
        let code = totp_code(&begun.base32, place.now()).unwrap();
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let second_step = place.keeper.give_code(&first_step.cookie, &spaced, &HOME).unwrap();

        assert_eq!(second_step.must, None);
        assert!(place.me(&second_step).unwrap().has(RECEIVE));
        assert!(place.me(&first_step).is_none(), "the cookie changes with the second step");
    });
}

#[test]
fn codes_cannot_be_guessed_by_giving_the_password_again_and_again() {
    each(|place| {
        hoa_with_a_second_factor(place);
        let mut kinds = Vec::new();
        for _ in 0..3 {
            match place.keeper.sign_in("hoa", PASSWORD, None, &HOME) {
                Ok(step) => kinds.extend(place.keeper.give_code(&step.cookie, "000000", &HOME).err().map(|e| e.kind)),
                Err(e) => kinds.push(e.kind),
            }
        }
        assert_eq!(kinds, [Kind::Invalid, Kind::Invalid, Kind::TooMany]);
    });
}

#[test]
fn a_code_opens_one_session_and_no_more() {
    each(|place| {
        let (_, begun, _) = hoa_with_a_second_factor(place);
        let code = totp_code(&begun.base32, place.now()).unwrap();
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&code), &HOME).is_ok());
        let again = place.keeper.sign_in("hoa", PASSWORD, Some(&code), &HOME);
        assert_eq!(again.err().unwrap().kind, Kind::SignIn);
        place.pass_minutes(1);
        let old = totp_code(&begun.base32, place.now().plus_minutes(-1)).unwrap();
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&old), &HOME).is_err());
        let next = totp_code(&begun.base32, place.now()).unwrap();
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&next), &HOME).is_ok());
    });
}

#[test]
fn of_two_sign_ins_at_once_with_the_same_code_one_wins() {
    each(|place| {
        let (_, begun, _) = hoa_with_a_second_factor(place);
        for _ in 0..4 {
            place.pass_minutes(2);
            let code = &totp_code(&begun.base32, place.now()).unwrap();
            let start = &Barrier::new(2);
            let won = thread::scope(|scope| {
                let sign_in = || {
                    scope.spawn(move || {
                        start.wait();
                        place.keeper.sign_in("hoa", PASSWORD, Some(code), &HOME).map(|_| ()).map_err(|e| e.kind)
                    })
                };
                let mut both = [sign_in(), sign_in()].map(|it| it.join().unwrap());
                both.sort_by_key(Result::is_err);
                both
            });
            assert_eq!(won, [Ok(()), Err(Kind::SignIn)]);
        }
    });
}

#[test]
fn a_recovery_code_works_once_however_it_is_typed_and_new_ones_void_the_old() {
    each(|place| {
        let (hoa, _, recovery) = hoa_with_a_second_factor(place);
        let typed = recovery[3].to_uppercase().replace('-', " ");
        let signed_in = place.keeper.sign_in("hoa", PASSWORD, Some(&typed), &HOME).unwrap();
        assert_eq!(signed_in.must, None);
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&recovery[3]), &HOME).is_err());
        assert_eq!(place.read_now(move |tx| recovery_codes_left(tx, hoa.account)).unwrap(), 9);
        let in_clear = place.read_now(|tx| tx.all::<(Vec<u8>,)>("select hash from identity_recovery", &[])).unwrap();
        assert!(in_clear.iter().all(|(hash,)| hash.len() == 32));

        let (keeper, me) = (place.keeper.clone(), place.me(&signed_in).unwrap());
        let fresh = place.write(move |tx| new_recovery_codes(tx, keeper.vault(), &me)).unwrap();
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&recovery[4]), &HOME).is_err());
        assert!(place.keeper.sign_in("hoa", PASSWORD, Some(&fresh[4]), &HOME).is_ok());
    });
}

#[test]
fn who_lost_the_device_is_helped_by_an_administrator_and_loses_all_sessions() {
    each(|place| {
        let (hoa, begun, _) = hoa_with_a_second_factor(place);
        let code = totp_code(&begun.base32, place.now()).unwrap();
        let signed_in = place.keeper.sign_in("hoa", PASSWORD, Some(&code), &HOME).unwrap();
        let (keeper, me) = (place.keeper.clone(), place.me(&signed_in).unwrap());
        let twice = place.write(move |tx| enrol_totp(tx, keeper.vault(), &me).map(|_| ()));
        assert_eq!(twice.unwrap_err().kind, Kind::Conflict, "a session alone cannot put another device in its place");

        place.write(move |tx| reset_second_factor(tx, By::Operator, hoa.account)).unwrap();

        assert!(place.me(&signed_in).is_none());
        assert_eq!(place.sign_in("hoa").must, None);
        assert_eq!(place.count("select count(*) from identity_recovery"), 0);
    });
}

#[test]
fn the_secret_in_the_database_is_sealed() {
    each(|place| {
        let (hoa, begun, _) = hoa_with_a_second_factor(place);
        let (sealed,) = place
            .read_now(move |tx| {
                tx.one::<(Vec<u8>,)>("select totp from identity_account where id = $1", storage::args![hoa.account])
            })
            .unwrap();
        let secret = data_encoding::BASE32_NOPAD.decode(begun.base32.as_bytes()).unwrap();
        assert!(!sealed.windows(secret.len()).any(|part| part == secret));
    });
}
