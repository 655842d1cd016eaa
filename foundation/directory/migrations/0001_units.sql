-- A unit is a territory (or an agency's remit): any change of it is a new row. What may change while the unit stays the
-- same, its name, codes and parent, has days of its own. All days are inclusive; a null `to_day` is open.
create table directory_unit (
  id bigint primary key,
  level text not null,
  duty text,
  valid_from text not null,
  valid_to text,
  lat double precision,
  lon double precision
);
create index directory_unit_level on directory_unit (level, valid_from);

create table directory_name (
  unit bigint not null,
  from_day text not null,
  to_day text,
  kind text not null,
  name text not null,
  folded text not null,
  sort_key text not null,
  primary key (unit, from_day)
);
create index directory_name_folded on directory_name (folded);

-- The statistics office uses a dead commune's code again: a code means nothing without a day.
create table directory_code (
  unit bigint not null,
  scheme text not null,
  code text not null,
  from_day text not null,
  to_day text,
  alias boolean not null,
  primary key (unit, scheme, code, from_day)
);
create index directory_code_code on directory_code (scheme, code, from_day);

create table directory_parent (
  unit bigint not null,
  from_day text not null,
  to_day text,
  parent bigint not null,
  primary key (unit, from_day)
);
create index directory_parent_parent on directory_parent (parent, from_day);

-- `whole`: all of the territory went there. `heir`: what was still open went there; one row of each dissolved unit.
create table directory_succession (
  from_unit bigint not null,
  to_unit bigint not null,
  day text not null,
  whole boolean not null,
  heir boolean not null,
  primary key (from_unit, to_unit)
);
create index directory_succession_to on directory_succession (to_unit, day);

-- The days on which the map changed, and by which document. The first is an import. `version` is an id made with each
-- change, so that it never comes back, not even after a change that was rolled back.
create table directory_vintage (
  day text primary key,
  document text not null,
  founded bigint not null,
  kept bigint not null,
  dissolved bigint not null,
  done_at bigint not null,
  version bigint not null
);
