-- Every act of the house. Append-only: no statement in the product updates or deletes an event.
create table ledger_event (
    id bigint primary key,
    kind text not null,
    unit bigint not null,
    subject bigint not null,
    actor bigint,
    at bigint not null,
    recorded_at bigint not null,
    day text not null,
    body text not null
);
create index ledger_event_kind_day on ledger_event (kind, day);
create index ledger_event_subject on ledger_event (subject, id);

-- Events committed and not yet given a position. An act inserts here, so that no act writes what all acts write.
create table ledger_unsealed (event bigint primary key);

-- One row, written first by whoever seals: two sealers cannot interleave.
create table ledger_sealer (id bigint primary key, size bigint not null);
insert into ledger_sealer (id, size) values (0, 0);

-- The leaves of the Merkle tree, positions from 0 without gaps.
create table ledger_leaf (
    position bigint primary key,
    event bigint not null unique,
    hash blob not null
);

-- Hashes of full subtrees of 256^level leaves: a proof reads a few hundred rows, however long the ledger is.
create table ledger_tile (
    level bigint not null,
    idx bigint not null,
    hash blob not null,
    primary key (level, idx)
);

create table ledger_head (
    size bigint primary key,
    root blob not null,
    at bigint not null,
    signature blob not null,
    key text not null
);

-- Counts and sums of one unit: what figures add up. n is a balance: a reversal takes its original away again.
create table ledger_day_cell (
    unit bigint not null,
    kind text not null,
    span text not null,
    dims text not null,
    n bigint not null,
    m1 bigint not null,
    m2 bigint not null,
    m3 bigint not null,
    primary key (unit, kind, span, dims)
);
create table ledger_half_cell (
    unit bigint not null,
    kind text not null,
    span text not null,
    dims text not null,
    n bigint not null,
    m1 bigint not null,
    m2 bigint not null,
    m3 bigint not null,
    primary key (unit, kind, span, dims)
);

-- How far each listener has heard: the next position it has not. `error` is why it stands, if it does.
create table ledger_listener (
    name text primary key,
    position bigint not null,
    error text
);
