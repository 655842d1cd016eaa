-- Who is who: an owner without a personal number is known by another paper, or by none with a reason; whoever hands the
-- dossier in for him is a party of his own, with the ground on which he acts.
alter table procedures_party add column organisation boolean not null default false;
alter table procedures_party add column id_kind text;        -- old_number | passport | tax_code | none
alter table procedures_party add column id_number text;      -- for 'none': why
alter table procedures_party add column relation text;       -- parent | guardian | authorised | helper
alter table procedures_party add column authority text;      -- the document he acts by
