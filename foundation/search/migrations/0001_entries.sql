-- What can be found of a record. `units` are the ids of those who may see it, as words parted by spaces.
create table search_entry (
  record bigint primary key,
  kind text not null,
  title text not null,
  text text not null,
  units text not null,
  public boolean not null
);

-- Codes and numbers without spaces and signs, in lower case.
create table search_exact (
  value text not null,
  record bigint not null,
  primary key (value, record)
);
create index search_exact_record on search_exact (record);

-- One row: which index is read, and which one is being built beside it.
create table search_index (
  id bigint primary key,
  live text not null,
  building text
);
insert into search_index (id, live, building) values (1, 'a', null);
