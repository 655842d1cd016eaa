-- Officials and citizens alike; only who they are and how to reach them. The salt goes into the commitments of records
-- about the person and is destroyed on erasure.
create table directory_person (
  id bigint primary key,
  name text not null,
  folded text not null,
  sort_key text not null,
  birth text,
  sex text,
  personal_number text unique,
  phone text,
  email text,
  salt blob
);
create index directory_person_folded on directory_person (folded, id);
create index directory_person_phone on directory_person (phone);

create table directory_post (
  id bigint primary key,
  person bigint not null,
  unit bigint not null,
  role text not null,
  from_day text not null,
  to_day text
);
create index directory_post_person on directory_post (person, from_day);
create index directory_post_unit on directory_post (unit, role, from_day);
