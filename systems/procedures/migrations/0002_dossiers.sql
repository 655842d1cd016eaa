-- A dossier as it stands now. What happened to it is in the ledger; what was written about it, in procedures_note.
create table procedures_dossier (
    id bigint primary key,
    code text not null unique,
    foreign_code text,                       -- the national portal's own code
    procedure text not null,
    version bigint not null,
    case_code text,
    field text not null,
    channel text not null,
    assisted boolean not null,               -- an official typed for the citizen
    status text not null,
    intake_unit bigint not null,
    competent_unit bigint,                   -- null: in the queue of those without a competent unit
    holder_unit bigint not null,
    holder_role text not null,
    holder_person bigint,
    step bigint not null,
    applicant bigint,                        -- directory_person, if the person is known by number
    submitted_at bigint not null,
    accepted_at bigint,
    term text,
    due bigint,
    ended_at bigint,
    outcome text,
    handed_over_at bigint,
    supplements bigint not null,
    extended_to bigint,
    acceptance_due bigint,
    content text not null,                   -- SHA-256 of answers and party, so that the record's commitment covers them
    salt blob not null,
    revision bigint not null
);
-- A centre's day book: ids are in the order of time.
create index procedures_dossier_intake on procedures_dossier (intake_unit, id);
create index procedures_dossier_applicant on procedures_dossier (applicant, id);

-- What the citizen wrote. One JSON object by the codes of the form's fields.
create table procedures_content (
    dossier bigint primary key,
    answers text not null
);

-- Who stands behind a dossier, as written on the day.
create table procedures_party (
    id bigint primary key,
    dossier bigint not null,
    role text not null,
    name text not null,
    personal_number text,
    phone text,
    email text,
    address text
);
create index procedures_party_dossier on procedures_party (dossier);

-- Who may see, and in which order: one row per unit that has to do with the dossier or stands above one that has.
-- `shelf` stands for the status (see `store::shelf`); moving between shelves is what an act pays for, so it is small.
create table procedures_reach (
    unit bigint not null,
    shelf bigint not null,
    due bigint not null,                     -- 9223372036854775807 while there is none
    id bigint not null,
    field text not null,
    wide boolean not null,                   -- the unit is the province or an agency: too much to look through for a field
    primary key (unit, id)
);
-- With the field, so that a commune's list of one field looks at the index alone.
create index procedures_reach_list on procedures_reach (unit, shelf, due, id, field);
create index procedures_reach_field on procedures_reach (unit, field, shelf, due, id) where wide;
create index procedures_reach_record on procedures_reach (id);

-- Words that go with an event: a reason, what is missing, an opinion. Personal data stay here, not in the ledger.
create table procedures_note (
    event bigint primary key,
    dossier bigint not null,
    text text not null
);
create index procedures_note_dossier on procedures_note (dossier);

-- Times that do not count, by kind: supplement, financial_duty, excluded_by_law.
create table procedures_pause (
    id bigint primary key,
    dossier bigint not null,
    kind text not null,
    from_at bigint not null,
    to_at bigint,
    reason text not null
);
create index procedures_pause_dossier on procedures_pause (dossier);

-- What a supplement request names, and what came for it.
create table procedures_supplement (
    id bigint primary key,
    dossier bigint not null,
    request bigint not null,
    item text not null,                      -- field path or paper code
    kind text not null,                      -- field | paper
    why text not null,
    answered_at bigint
);
create index procedures_supplement_dossier on procedures_supplement (dossier);

-- Papers handed in: digitised, reused from an earlier result, or only seen.
create table procedures_paper (
    id bigint primary key,
    dossier bigint not null,
    code text not null,
    title text not null,
    form text not null,                      -- original | copy | electronic
    file bigint,
    reused_from bigint,
    at bigint not null
);
create index procedures_paper_dossier on procedures_paper (dossier);

create table procedures_fee (
    id bigint primary key,
    dossier bigint not null,
    kind text not null,
    title text not null,
    amount bigint not null,
    explanation text not null,
    collect text not null,
    basis text not null,
    state text not null,                     -- due | paid | void
    method text,                             -- cash | transfer
    receipt text,                            -- number of the state's own receipt (biên lai)
    paid_at bigint,
    confirmed_by bigint
);
create index procedures_fee_dossier on procedures_fee (dossier);

create table procedures_opinion (
    id bigint primary key,
    dossier bigint not null,
    asked_unit bigint not null,
    asked_by bigint not null,
    question text not null,
    due bigint not null,
    answered_at bigint,
    answered_by bigint,
    answer text
);
create index procedures_opinion_dossier on procedures_opinion (dossier);

create table procedures_message (
    id bigint primary key,
    dossier bigint not null,
    from_citizen boolean not null,
    author bigint,
    text text not null,
    at bigint not null
);
create index procedures_message_dossier on procedures_message (dossier);

create table procedures_result (
    dossier bigint primary key,
    code text not null unique,               -- public check code
    kind text not null,
    number text not null,
    day text not null,
    file bigint,
    paper bigint
);

create table procedures_rating (
    dossier bigint primary key,
    stars bigint not null,
    text text not null,
    at bigint not null
);

-- A form begun and not yet sent. Belongs to one person; deleted when it becomes a dossier.
create table procedures_draft (
    id bigint primary key,
    person bigint not null,
    procedure text not null,
    version bigint not null,
    answers text not null,
    changed_at bigint not null
);
create index procedures_draft_person on procedures_draft (person, id);

-- Numbers of dossier codes are taken in blocks per unit and day; gaps are allowed, repetition is not.
create table procedures_code (
    unit bigint not null,
    day text not null,
    next bigint not null,
    primary key (unit, day)
);

-- Which passing of which due moment the ledger has been told of.
create table procedures_overdue (
    dossier bigint not null,
    due bigint not null,
    event bigint not null,
    primary key (dossier, due)
);
create index procedures_dossier_due on procedures_dossier (due) where status in ('accepted', 'in_process');
