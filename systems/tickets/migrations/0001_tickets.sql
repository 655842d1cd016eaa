-- A one-stop centre that hands out waiting numbers. Nothing in these tables says who a citizen is.
create table tickets_centre (
    unit bigint primary key,
    is_on boolean not null,
    kiosk text not null,                     -- the secret part of the kiosk's address
    ordinary_each bigint not null            -- so many ordinary numbers before one priority number; 0: priority always first
);
create unique index tickets_centre_kiosk on tickets_centre (kiosk);

-- What a citizen chooses from.
create table tickets_group (
    id bigint primary key,
    unit bigint not null,
    letter text not null,
    title text not null,
    opens text not null,                     -- the page the clerk goes on to: /tiep-nhan
    is_open boolean not null
);
create unique index tickets_group_letter on tickets_group (unit, letter);

-- Who goes first, and by which law.
create table tickets_class (
    id bigint primary key,
    unit bigint not null,
    title text not null,
    basis text not null,
    is_open boolean not null
);
create index tickets_class_unit on tickets_class (unit, id);

create table tickets_counter (
    id bigint primary key,
    unit bigint not null,
    number bigint not null,
    is_open boolean not null,
    ordinary bigint not null                 -- ordinary numbers called since the last priority one
);
create unique index tickets_counter_number on tickets_counter (unit, number);

create table tickets_counter_group (
    counter bigint not null,
    group_id bigint not null,
    primary key (counter, group_id)
);

create table tickets_ticket (
    id bigint primary key,
    unit bigint not null,
    day text not null,
    group_id bigint not null,
    letter text not null,
    number bigint not null,                  -- from 1 each day
    code text not null,                      -- by which it is followed on a phone
    priority boolean not null,
    state text not null,                     -- waiting | called | serving | fetching | done | absent
    counter bigint,                          -- who called it; of a waiting one, to which it was sent
    taken_at bigint not null,
    ahead_at bigint,                         -- stands before all others since then
    called_at bigint,
    started_at bigint,
    ended_at bigint,
    waited bigint,                           -- minutes from taking to the first call
    served bigint,                           -- minutes
    left_event bigint
);
create unique index tickets_ticket_code on tickets_ticket (code);
create unique index tickets_ticket_number on tickets_ticket (unit, day, letter, number);
create index tickets_ticket_state on tickets_ticket (unit, day, state, id);
create index tickets_ticket_counter on tickets_ticket (counter, day, state);
