//! What a file is that holds no events, by its first bytes.

use std::path::Path;

use super::is_between;

/// What is said of every one.
const WANTED: &str = "events are CloudEvents in JSON, one a line, one after the other or in an array (docs/import.md)";

/// Packings that are not taken off, with the command that does.
const PACKINGS: [(&[u8], &str, &str); 6] = [
    (b"BZh", "bzip2", "bzip2 -dc"),
    (b"\xfd7zXZ\0", "xz", "xz -dc"),
    (b"\x04\x22\x4d\x18", "LZ4", "lz4 -dc"),
    (b"\xff\x06\0\0sNaPpY", "Snappy", "snzip -dc"),
    (b"\x1f\x9d", "compress", "gzip -dc"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", "7z x -so"),
];

/// Beginnings of files that are something else.
const OTHERS: [(&[u8], &str); 19] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"RIFF", "a picture or a sound (RIFF)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PGDMP", "a dump of PostgreSQL"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office, such as `.xls`"),
    (b"\x7fELF", "a program"),
    (b"<!DOCTYPE", "a page of HTML, perhaps the one that asks for a login"),
    (b"<html", "a page of HTML, perhaps the one that asks for a login"),
    (b"<", "XML or HTML"),
];

/// The marks of texts in UTF-32, little end first and big end first.
const UTF32: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];

/// Where a tar archive has its mark.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// What separates the columns of a CSV file.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// What a file is that another program makes events of, and the command that writes them to a pipe.
pub(super) fn on_the_way(head: &[u8], path: &Path) -> Option<(String, String)> {
    let name = if path == Path::new("-") { "FILE".to_owned() } else { path.display().to_string() };
    if let Some((_, packing, command)) = PACKINGS.iter().find(|(magic, ..)| head.starts_with(magic)) {
        let what = format!("is packed by {packing}, which is not read here: unpack it on the way");
        return Some((what, format!("{command} {name}")));
    }
    if UTF32.iter().any(|mark| head.starts_with(mark)) {
        let what = "is a text in UTF-32, which is not read here: convert it on the way".to_owned();
        return Some((what, format!("iconv -f UTF-32 -t UTF-8 {name}")));
    }
    let is_tar = head.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1));
    let what = "is a tar archive: unpack it, and give the files in it, or unpack it on the way";
    is_tar.then(|| (what.to_owned(), format!("tar -xOf {name}")))
}

/// What a file is that holds no events, and what to do about it; `None` where it may hold some.
pub(super) fn refused(head: &[u8], path: &Path) -> Option<String> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zip(head));
    }
    let text = head.iter().position(|byte| !is_between(*byte)).map_or(head, |begin| &head[begin..]);
    let other = OTHERS.iter().find(|(magic, _)| head.starts_with(magic) || text.starts_with(magic));
    if let Some((_, what)) = other {
        return Some(format!("is {what}: {WANTED}"));
    }
    if matches!(text.first(), Some(b'{' | b'[')) {
        return None;
    }
    if text.contains(&0) {
        return Some(format!("is no text: {WANTED}"));
    }
    columns(text, path)
        .map(|columns| format!("is a CSV file with the columns {columns}: {WANTED}; write each row as an event"))
}

fn zip(head: &[u8]) -> String {
    let has = |name: &[u8]| head.windows(name.len()).any(|bytes| bytes == name);
    if has(b"[Content_Types].xml") || has(b"xl/") {
        return format!("is a document of Office, such as an Excel workbook: {WANTED}");
    }
    "is a ZIP archive: unpack it, and give the files in it".to_owned()
}

/// The first columns of a CSV file: named so, or with as many separators in its second line as in its first, and no bracket.
fn columns(text: &[u8], path: &Path) -> Option<String> {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    // Excel may say first what separates.
    let mut first = lines.next()?;
    if first.len() == 5 && first.starts_with(b"sep=") {
        first = lines.next()?;
    }
    let count = |line: &[u8], separator: u8| line.iter().filter(|byte| **byte == separator).count();
    let separator = SEPARATORS.into_iter().max_by_key(|separator| count(first, *separator))?;
    let columns = count(first, separator);
    let is_named =
        path.extension().is_some_and(|name| name.eq_ignore_ascii_case("csv") || name.eq_ignore_ascii_case("tsv"));
    let has_json = first.contains(&b'{') || lines.clone().next().is_some_and(|second| second.contains(&b'{'));
    let is_even = columns > 0 && lines.next().is_some_and(|second| count(second, separator) >= columns);
    if has_json || !(is_named || is_even) || std::str::from_utf8(first).is_err() {
        return None;
    }
    let names = String::from_utf8_lossy(first);
    let names: Vec<&str> = names.split(char::from(separator)).map(|name| name.trim_matches(['"', ' '])).collect();
    let shown = names.iter().take(SHOWN_MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(if names.len() > SHOWN_MAX { format!("{shown} and {} more", names.len() - SHOWN_MAX) } else { shown })
}

/// Columns that are named.
const SHOWN_MAX: usize = 5;
