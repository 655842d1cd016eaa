-- Calls and visits: who of the office spoke with the citizen, how, and whether he was reached. The words are a note of the event.
create table procedures_contact (
    event bigint primary key,
    dossier bigint not null,
    way text not null,                       -- call | visit | relative
    reached boolean not null,
    at bigint not null
);
create index procedures_contact_dossier on procedures_contact (dossier, at);
