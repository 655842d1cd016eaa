-- The catalogue: what can be asked for, and in which version it is decided.

create table procedures_procedure (
    code text primary key,
    name text not null,
    -- The procedure without its versions, as JSON.
    about text not null,
    -- The words of name, code, field and English name without marks, a space around each: what searching compares.
    folded text not null,
    -- The beginning of the name in Vietnamese order; an index row has a limit on PostgreSQL.
    sort_key text not null,
    -- Where its versions come from now: 'worked' (by hand) or 'imported' (from the national catalogue).
    source text not null
);

-- The ways into the catalogue: 'all', 'field:…', 'level:…', 'event:…'. Each list is one range of this index.
create table procedures_shelf (
    shelf text not null,
    sort_key text not null,
    procedure text not null references procedures_procedure (code),
    primary key (shelf, sort_key, procedure)
);

create index procedures_shelf_procedure on procedures_shelf (procedure);

-- A published version never changes: dossiers run by it for years. A mistake is withdrawn and a later number published.
create table procedures_version (
    id bigint primary key,
    procedure text not null references procedures_procedure (code),
    source text not null,
    number bigint not null,
    decision text not null,
    valid_from text not null,
    valid_to text,
    -- 'published' or 'withdrawn'
    state text not null,
    -- SHA-256 of the definition.
    digest text not null,
    -- The version as JSON.
    definition text not null,
    unique (procedure, source, number)
);
