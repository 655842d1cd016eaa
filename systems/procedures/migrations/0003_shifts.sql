-- A clerk's till: what he took since he last counted it, counted and handed to somebody.
create table procedures_shift (
    id bigint primary key,
    unit bigint not null,
    person bigint not null,
    from_at bigint not null,                 -- the first payment
    to_at bigint not null,                   -- when it was counted
    payments bigint not null,
    cash bigint not null,                    -- what should lie in the till
    counted bigint not null,                 -- what lay in it
    transfer bigint not null,
    voided bigint not null,
    note text not null,
    given_to bigint not null,
    received_at bigint
);
create index procedures_shift_person on procedures_shift (person, id);
create index procedures_shift_unit on procedures_shift (unit, id);
create index procedures_shift_given on procedures_shift (given_to, id) where received_at is null;

alter table procedures_fee add column shift bigint;
-- What a clerk has taken and not yet counted.
create index procedures_fee_till on procedures_fee (confirmed_by, paid_at) where shift is null and confirmed_by is not null;

-- A payment that was confirmed by mistake; the fee is owed again.
create table procedures_void (
    id bigint primary key,
    dossier bigint not null,
    amount bigint not null,
    method text not null,
    receipt text,
    paid_at bigint not null,
    by_person bigint not null,
    at bigint not null,
    reason text not null,
    shift bigint
);
create index procedures_void_till on procedures_void (by_person, at) where shift is null;
create index procedures_void_shift on procedures_void (shift);
create index procedures_fee_shift on procedures_fee (shift) where shift is not null;
