-- What waits for whom. One row per thing to do; a claimed or assigned item waits for one person, any other for all who
-- hold the role in the unit.
create table work_item (
    id bigint primary key,
    kind text not null,
    record bigint not null,
    unit bigint not null,
    role text not null,
    person bigint,
    due bigint not null,                     -- 9223372036854775807 while there is none
    label text not null,
    detail text not null,
    note text,
    made_at bigint not null
);
create index work_item_record on work_item (record, kind);
-- A queue is one index range per post of its reader, and one for what waits for him alone.
create index work_item_queue on work_item (unit, role, due, id) where person is null;
create index work_item_person on work_item (person, due, id) where person is not null;
create index work_item_unit on work_item (unit);
