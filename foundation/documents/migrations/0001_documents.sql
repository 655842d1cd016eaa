-- The next number of a numbering book. One row for each unit, kind and year, so that two units never wait for each other.
create table documents_book (
    unit bigint not null,
    kind text not null,
    year bigint not null,
    next bigint not null,
    primary key (unit, kind, year)
);

-- A paper that was issued. Until it is frozen its words stand in `content`; from then on its bytes are the paper.
create table documents_paper (
    id bigint primary key,
    record bigint not null,
    kind text not null,
    unit bigint not null,
    year bigint not null,
    number bigint,
    symbol text not null,
    title text not null,
    issued_at bigint not null,
    issued_by bigint,
    content text,
    hash text,
    size bigint,
    frozen_at bigint
);
create index documents_paper_by_record on documents_paper (record, id);
create unique index documents_paper_by_number on documents_paper (unit, kind, year, number);

-- A file that came from outside. `record` is null until the thing it belongs to exists.
create table documents_file (
    id bigint primary key,
    record bigint,
    name text not null,
    media_type text not null,
    size bigint not null,
    hash text not null,
    made_at bigint not null,
    made_by bigint
);
create index documents_file_by_record on documents_file (record, id);
