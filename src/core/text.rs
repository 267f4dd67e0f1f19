//! Cutting texts at ASCII characters. The library's own patterns are made for more, and come to 3 kB of wasm.

/// What stands before the first `mark`, an ASCII character, and what after it, where there is one.
pub fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == mark) {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at.saturating_add(1)..),
        ),
        None => (text, None),
    }
}

/// What stands after the last `mark`, an ASCII character; all of it where there is none.
pub fn last(text: &str, mark: u8) -> &str {
    let at = text.bytes().rposition(|byte| byte == mark);
    at.and_then(|at| text.get(at.saturating_add(1)..))
        .unwrap_or(text)
}

/// The text without every `mark`, an ASCII character, at its end.
pub fn without_end(mut text: &str, mark: u8) -> &str {
    while let Some((&end, rest)) = text.as_bytes().split_last()
        && end == mark
    {
        text = text.get(..rest.len()).unwrap_or_default();
    }
    text
}

/// At most so many characters of the text, from its beginning.
pub fn beginning(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most);
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_mark() {
        assert_eq!(cut("a.b.c", b'.'), ("a", Some("b.c")));
        assert_eq!(cut("é.", b'.'), ("é", Some("")));
        assert_eq!(cut("é", b'.'), ("é", None));
        assert_eq!(
            [last("/a/é", b'/'), last("é/", b'/'), last("é", b'/')],
            ["é", "", "é"]
        );
        assert_eq!(
            [
                without_end("é//", b'/'),
                without_end("//", b'/'),
                without_end("é", b'/')
            ],
            ["é", "", "é"]
        );
    }

    #[test]
    fn a_beginning_has_whole_characters() {
        assert_eq!(
            [
                beginning("äöü", 2),
                beginning("äöü", 3),
                beginning("", 1),
                beginning("ä", 0)
            ],
            ["äö", "äöü", "", ""]
        );
    }
}
