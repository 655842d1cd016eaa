-- An original that was handed in, or the result on paper: who holds it. `handover` is the list on which it is on its way; until
-- the receiver confirms it is still the giver's.
create table procedures_custody (
    id bigint primary key,
    dossier bigint not null,
    paper bigint,                            -- procedures_paper; null: the result
    title text not null,
    unit bigint not null,
    person bigint,
    state text not null,                     -- held | returned | kept | given
    since bigint not null,
    handover bigint
);
create index procedures_custody_dossier on procedures_custody (dossier, id);
create index procedures_custody_held on procedures_custody (unit, id) where state = 'held';

-- A hand-over list (danh sách giao nhận).
create table procedures_handover (
    id bigint primary key,
    number bigint not null,
    from_unit bigint not null,
    from_person bigint not null,
    to_unit bigint not null,
    note text not null,
    given_at bigint not null,
    confirmed_at bigint,
    confirmed_by bigint,
    paper bigint not null                    -- documents_paper
);
create index procedures_handover_from on procedures_handover (from_unit, id);
create index procedures_handover_to on procedures_handover (to_unit, id);

-- Its lines. `missing` says why a line did not arrive; null: not yet confirmed, or it arrived.
create table procedures_handover_line (
    handover bigint not null,
    custody bigint not null,
    missing text,
    primary key (handover, custody)
);
