-- Two of a kind, so that one is built while the other is read. Words come cut and folded, therefore the plainest tokenizer; it is
-- only asked which entries hold a word, therefore neither positions nor contents.
create virtual table search_text_a using fts5(
  words, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
);
create virtual table search_text_b using fts5(
  words, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
);
