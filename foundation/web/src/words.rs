//! What a component may be told in: a constant in two languages, words made meanwhile, or a name that is the same in both.

use std::borrow::Cow;

use base::{Lang, Said, Text};

pub trait Words {
    fn say(&self, lang: Lang) -> Cow<'_, str>;
}

impl Words for Text {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self.get(lang))
    }
}

impl Words for Said {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self.get(lang))
    }
}

impl Words for str {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Words for String {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<T: Words + ?Sized> Words for &T {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        (**self).say(lang)
    }
}

/// Shorthand for builders that keep the words they are told.
pub(crate) fn owned(lang: Lang, words: impl Words) -> String {
    words.say(lang).into_owned()
}
