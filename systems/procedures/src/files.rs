//! Files that come with a dossier, and papers and files that are looked at.

use base::{Error, Id, Result, text};
use documents::Incoming;
use platform::{Answer, App, At, PostedFile, Visit, file};
use storage::Tx;

use crate::{dossier::Dossier, papers::Model, rights::By, store};

/// Checks a file and puts its bytes away, before the transaction that names it.
pub async fn take(app: &App, visit: &Visit, sent: &PostedFile) -> Result<Incoming> {
    visit.me()?;
    let (house, sent) = (app.clone(), sent.clone());
    let limits = documents::Limits::default();
    let checked = move || {
        let scanner = house.beside.scanner.as_deref();
        documents::receive(&house.blobs, scanner, &limits, &sent.name, &sent.bytes)
    };
    let incoming = tokio::task::spawn_blocking(checked).await.map_err(Error::internal)?;
    incoming.map_err(|e| Error { fields: vec![("file".into(), e.said.clone())], ..e })
}

pub fn keep(tx: &mut Tx, by: By, incoming: &Incoming, dossier: Id) -> Result<Id> {
    Ok(documents::keep(tx, incoming, Some(dossier), Some(by.me.person))?.id)
}

/// A file of a dossier, for an official within reach.
pub async fn file_of_dossier(app: App, visit: Visit, At((code, id)): At<(String, Id)>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    let found = app
        .write(move |tx| {
            let d = By { app: &house, me: &me }.load(tx, &code)?;
            if let Some(person) = d.applicant {
                identity::note_read(tx, &me, person, d.id, "Xem giấy tờ trong hồ sơ", "file")?;
            }
            of(tx, &d, id)
        })
        .await?;
    send(&app, found).await
}

/// A file of one's own dossier.
pub async fn own_file(app: App, visit: Visit, At((code, id)): At<(String, Id)>) -> Answer {
    let person = visit.me()?.person;
    let found = app
        .read(move |tx| {
            let d = store::load_own(tx, &code, person)?;
            of(tx, &d, id)
        })
        .await?;
    send(&app, found).await
}

fn of(tx: &mut Tx, d: &Dossier, id: Id) -> Result<documents::File> {
    let found = documents::file(tx, id)?;
    if found.record == Some(d.id) { Ok(found) } else { Err(Error::not_found(NO_FILE)) }
}

async fn send(app: &App, found: documents::File) -> Answer {
    let house = app.clone();
    let hash = found.hash;
    let bytes = tokio::task::spawn_blocking(move || house.blobs.get(&hash)).await.map_err(Error::internal)??;
    Ok(file(bytes, found.media_type.mime(), &found.name))
}

/// An issued paper as PDF, for an official within reach; typeset and frozen when first looked at.
pub async fn paper(app: App, visit: Visit, At((code, id)): At<(String, Id)>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    app.read(move |tx| {
        let d = By { app: &house, me: &me }.load(tx, &code)?;
        belongs(tx, d.id, id)
    })
    .await?;
    print(&app, id).await
}

/// A paper of one's own dossier.
pub async fn own_paper(app: App, visit: Visit, At((code, id)): At<(String, Id)>) -> Answer {
    let person = visit.me()?.person;
    app.read(move |tx| {
        let d = store::load_own(tx, &code, person)?;
        belongs(tx, d.id, id)?;
        let kind = documents::load(tx, id)?.kind;
        if Model::is_for_applicant(&kind) { Ok(()) } else { Err(Error::not_found(NO_FILE)) }
    })
    .await?;
    print(&app, id).await
}

fn belongs(tx: &mut Tx, record: Id, paper: Id) -> Result<()> {
    if documents::load(tx, paper)?.record == record { Ok(()) } else { Err(Error::not_found(NO_FILE)) }
}

pub(crate) async fn print(app: &App, id: Id) -> Answer {
    let house = app.clone();
    let frozen = move || {
        documents::freeze(&house.db, &house.blobs, &*house.typesetter, id, |tx, paper| {
            paper.receipt = sealed(tx, paper)?;
            Ok(())
        })
    };
    let (issued, bytes) = tokio::task::spawn_blocking(frozen).await.map_err(Error::internal)??;
    Ok(file(bytes, "application/pdf", &issued.file_name()))
}

/// The latest head of the ledger, printed at the foot so that whoever holds the paper holds a witness.
fn sealed(tx: &mut Tx, _: &documents::Paper) -> Result<Option<documents::Receipt>> {
    let head = ledger::head(tx)?;
    Ok(head.map(|head| documents::Receipt {
        position: head.size as i64,
        size: head.size as i64,
        root: data_encoding::HEXLOWER.encode(&head.root),
    }))
}

const NO_FILE: base::Text = text("Không có tệp này trong hồ sơ", "There is no such file in the dossier");
