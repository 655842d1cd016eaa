//! Knocking at every door without a key, and with one that does not fit.

use identity::Who;
use platform::{Method, Needs, Routes};
use town::Town;

#[test]
fn no_door_opens_without_what_it_needs() {
    Town::each(&[&desk::SYSTEM], |town| {
        let (stranger, citizen) = (town.stranger(), town.citizen("Ma Thị Thử", "008190000001"));
        let clerk = town.person("Xã An Bình", "clerk");
        for door in Routes::of(&[&desk::SYSTEM]).doors() {
            let path = door.path.replace("{id}", "0000000000001");
            let knock = |person: &town::Person| match door.method {
                Method::GET => person.get(&path).status,
                _ => person.post(&path, &[]).status,
            };
            if door.needs != Needs::Public {
                let expected = if door.method == Method::GET { 303 } else { 401 };
                assert_eq!(knock(&stranger), expected, "{} {path} for a stranger", door.method);
            }
            let refused = match door.needs {
                Needs::Public | Needs::SignedIn => continue,
                Needs::Citizen => knock(&clerk),
                Needs::Official => knock(&citizen),
                Needs::Right(right) => {
                    assert!(!clerk.me().has(right));
                    assert_eq!(citizen.me().kind, Who::Citizen);
                    knock(&clerk).max(knock(&citizen))
                }
            };
            assert_eq!(refused, 403, "{} {path} for somebody else", door.method);
        }
    });
}
