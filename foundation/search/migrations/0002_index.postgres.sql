-- Two of a kind, so that one is built while the other is read. Words come cut and folded, therefore no text search configuration.
create table search_text_a (record bigint primary key, words tsvector not null);
create index search_text_a_words on search_text_a using gin (words);
create table search_text_b (record bigint primary key, words tsvector not null);
create index search_text_b_words on search_text_b using gin (words);
