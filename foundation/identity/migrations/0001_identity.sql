create table identity_account (
  id bigint primary key,
  person bigint not null,
  kind text not null,              -- official | citizen
  username text not null,
  password text,                   -- argon2id, PHC string; null: signs in elsewhere
  password_at bigint,
  must_change boolean not null,
  suspended_at bigint,
  totp blob,                       -- sealed by the vault
  totp_since bigint,               -- null until a first code was given
  totp_step bigint not null,       -- the last 30-second step whose code was used
  lang text not null,
  made_at bigint not null
);
create unique index identity_account_username on identity_account (username);
create unique index identity_account_person on identity_account (person, kind);

create table identity_recovery (
  hash blob primary key,
  account bigint not null,
  used_at bigint
);
create index identity_recovery_account on identity_recovery (account);

-- Tries by name and by client address; both stand here as keyed hashes, whether or not the name exists.
create table identity_throttle (
  key blob primary key,
  failures bigint not null,
  last_at bigint not null,
  locked_until bigint not null
);
create index identity_throttle_last on identity_throttle (last_at);

create table identity_signin (
  id bigint primary key,
  account bigint not null,
  at bigint not null,
  outcome text not null,
  client blob not null,
  agent text not null
);
create index identity_signin_account on identity_signin (account, id);

create table identity_session (
  id bigint primary key,
  hash blob not null,
  account bigint not null,
  made_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  second_factor boolean not null,
  acting bigint,
  client blob not null,
  agent text not null
);
create unique index identity_session_hash on identity_session (hash);
create index identity_session_account on identity_session (account, id);
create index identity_session_ends on identity_session (ends_at);

create table identity_token (
  id bigint primary key,
  hash blob not null,
  account bigint not null,
  name text not null,
  rights text not null,            -- names with a space between
  made_at bigint not null,
  ends_at bigint not null,
  used_at bigint
);
create unique index identity_token_hash on identity_token (hash);
create index identity_token_account on identity_token (account, id);
create index identity_token_ends on identity_token (ends_at);

create table identity_role (
  code text primary key,
  title_vi text not null,
  title_en text not null,
  second_factor boolean not null,
  place bigint not null
);

create table identity_role_right (
  role text not null,
  right_name text not null,
  primary key (role, right_name)
);

-- What was filled in once: a right that the province took from a role is not given again at the next start.
create table identity_role_default (
  role text not null,
  right_name text not null,
  primary key (role, right_name)
);

create table identity_delegation (
  id bigint primary key,
  post bigint not null,
  giver bigint not null,
  taker bigint not null,
  from_day text not null,
  to_day text not null,
  document text not null,
  made_at bigint not null,
  made_by bigint,
  ended_at bigint
);
create index identity_delegation_taker on identity_delegation (taker, to_day);
create index identity_delegation_giver on identity_delegation (giver, to_day);

-- One row. `n` is an id made with each change of what a role may do, so that it never comes back.
create table identity_version (
  id bigint primary key,
  n bigint not null
);
insert into identity_version (id, n) values (1, 0);

-- Append-only: who opened whose data.
create table identity_read (
  id bigint primary key,
  at bigint not null,
  reader bigint not null,
  unit bigint,
  role text,
  subject bigint not null,
  record bigint not null,
  what text not null,
  reason text not null
);
create index identity_read_subject on identity_read (subject, id);
create index identity_read_reader on identity_read (reader, id);

create table identity_read_list (
  id bigint primary key,
  at bigint not null,
  reader bigint not null,
  unit bigint,
  role text,
  what text not null,
  filter text not null,
  keys text not null
);
create index identity_read_list_reader on identity_read_list (reader, id);
