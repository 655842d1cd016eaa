-- Receipts that a centre prints ahead, numbered, for the hours without power or line; and what was entered from them later.
create table procedures_emergency (
    unit bigint not null,
    number bigint not null,                  -- of the centre's book DP of the year
    year bigint not null,
    printed_at bigint not null,
    printed_by bigint not null,
    dossier bigint,                          -- entered from it
    received_at bigint,                      -- when the citizen really stood at the desk
    reason text,
    entered_by bigint,
    approved_by bigint,
    approved_at bigint,
    primary key (unit, year, number)
);
create unique index procedures_emergency_dossier on procedures_emergency (dossier) where dossier is not null;
