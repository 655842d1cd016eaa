-- What is still to be done, and what could not be done. A job that succeeded is gone: its effect is its trace.
create table jobs_job (
    id bigint primary key,
    kind text not null,
    -- While a job with this key waits, no second one of its kind does.
    key text,
    body text not null,
    state text not null,
    -- From when on a worker may take it: of a running job, the end of its lease.
    run_at bigint not null,
    attempts bigint not null,
    -- Names the one try that may say how it ended.
    claim bigint,
    last_error text,
    made_at bigint not null
);
create index jobs_job_run_at on jobs_job (run_at, id) where state <> 'dead';
create index jobs_job_state on jobs_job (state, id);
create unique index jobs_job_key on jobs_job (kind, key) where state = 'waiting';

-- The last moment of each schedule for which its job was enqueued.
create table jobs_schedule (name text primary key, last bigint not null);
