-- The province's settings: what the law leaves to it, and what only it can know.
create table platform_setting (
    name text primary key,
    value text not null,
    changed_at bigint not null,
    changed_by bigint
);

-- The working calendar as the province decided it, the last one in force. Without one it is as it came with the program.
create table platform_calendar (
    id bigint primary key,
    data text not null,                      -- TOML
    document text not null,
    made_at bigint not null,
    made_by bigint not null
);

-- Answers already given, so that an act sent twice is done once. Kept for a few days, then swept.
create table platform_once (
    person bigint not null,
    key text not null,
    request blob not null,
    answer text not null,
    at bigint not null,
    primary key (person, key)
);
create index platform_once_at on platform_once (at);
