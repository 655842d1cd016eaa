create table notify_message (
    id bigint primary key,
    person bigint not null,
    title_vi text not null,
    title_en text not null,
    link text not null,
    at bigint not null,
    read_at bigint
);
create index notify_message_person on notify_message (person, id);
create index notify_message_unread on notify_message (person) where read_at is null;
