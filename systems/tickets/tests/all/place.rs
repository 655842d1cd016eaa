//! What the stories share: a centre that hands out numbers, with its clerk and chair.

use base::Id;
use storage::args;
use town::{Page, Person, Town};

pub fn each(story: impl Fn(&Town)) {
    Town::each(&[&desk::SYSTEM, &tickets::SYSTEM], |town| {
        town.clock_at("2026-03-09T08:00");
        story(town);
    });
}

pub struct Hall<'t> {
    pub town: &'t Town,
    pub clerk: Person<'t>,
    pub chair: Person<'t>,
    pub kiosk: String,
    pub counter: Id,
}

pub fn hall(town: &Town) -> Hall<'_> {
    let (clerk, chair) = (town.person("Xã An Bình", "clerk"), town.person("Xã An Bình", "chair"));
    chair.post("/so-thu-tu/thiet-lap/bat", &[("on", "yes"), ("each", "1")]).is(303);
    let (kiosk,): (String,) = town.rows("select kiosk from tickets_centre", args![]).remove(0);
    let (counter,): (Id,) = town.rows("select id from tickets_counter", args![]).remove(0);
    Hall { town, clerk, chair, kiosk, counter }
}

impl Hall<'_> {
    pub fn group(&self, letter: &str) -> Id {
        self.town.rows::<(Id,)>("select id from tickets_group where letter = $1", args![letter])[0].0
    }

    pub fn class(&self) -> String {
        self.town.rows::<(Id,)>("select id from tickets_class order by id", args![])[0].0.to_string()
    }

    /// Somebody at the kiosk; gives the number's code.
    pub fn takes(&self, letter: &str, priority: bool) -> String {
        let (group, class) = (self.group(letter).to_string(), if priority { self.class() } else { String::new() });
        let page =
            self.town.stranger().post(&format!("/lay-so/{}", self.kiosk), &[("group", &group), ("class", &class)]);
        let to = page.is(303).location.clone().unwrap();
        to.rsplit('/').next().unwrap().trim_end_matches("?moi=1").to_owned()
    }

    pub fn does(&self, what: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.clerk.post(&format!("/so-thu-tu/quay/{}/{what}", self.counter), fields);
        self.town.run_jobs();
        page
    }

    pub fn at_the_counter(&self) -> String {
        let sql = "select letter || ' ' || number from tickets_ticket where state in ('called', 'serving')";
        self.town.rows::<(String,)>(sql, args![]).into_iter().map(|(n,)| n).collect::<Vec<_>>().join(", ")
    }
}
