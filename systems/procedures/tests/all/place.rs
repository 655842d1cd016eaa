//! What the stories share: procedures on the shelf, and a dossier taken at the counter.

use procedures::{catalogue, definition::Procedure};
use town::{Person, Town};

/// The certificate of marital status.
pub const SINGLE: &str = "1.004873";
pub const LAN: (&str, &str) = ("Trần Thị Lan", "008190001234");

/// The province's own definitions, as they are shipped.
pub fn shipped() -> Vec<Procedure> {
    let folder = format!("{}/../../provinces/tuyen-quang/procedures", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let read = |path| Procedure::from_toml("", &std::fs::read_to_string(path).unwrap()).unwrap();
    files.into_iter().map(read).collect()
}

pub fn publish(town: &Town, codes: &[&str]) {
    let wanted: Vec<Procedure> = shipped().into_iter().filter(|p| codes.contains(&p.code.as_str())).collect();
    assert_eq!(wanted.len(), codes.len());
    publish_all(town, wanted);
}

pub fn publish_all(town: &Town, procedures: Vec<Procedure>) {
    town.write(move |tx| procedures.iter().try_for_each(|p| catalogue::publish(tx, p).map(drop))).unwrap();
}

/// Lan comes to the counter; the clerk enters what the work needs and accepts. Returns the dossier's code.
pub fn taken_at_the_counter(clerk: &Person) -> String {
    let page = clerk.post(
        &format!("/tiep-nhan/{SINGLE}"),
        &[
            ("channel", "counter"),
            ("applicant.name", LAN.0),
            ("applicant.personal_number", LAN.1),
            ("applicant.phone", "0912 345 678"),
            ("subject.name", LAN.0),
            ("subject.residence.commune", "Xã An Bình"),
            ("intake_unit", &clerk.get(&format!("/tiep-nhan/{SINGLE}")).field("intake_unit").unwrap()),
            ("then", "accept"),
        ],
    );
    let to = page.is(303).location.clone().unwrap();
    to.strip_prefix("/ho-so/").unwrap().to_owned()
}

/// The revision that a page of the dossier shows.
pub fn revision(person: &Person, page: &str) -> String {
    person.get(page).field("revision").unwrap()
}

pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
