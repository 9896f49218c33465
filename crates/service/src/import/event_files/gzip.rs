//! The members of a gzip file, one after the other: what follows them is nothing, or zeros that fill the last block up.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The first byte of a member.
const MAGIC: u8 = 0x1f;

/// A reader of what is packed.
pub(super) struct Gzip<R> {
    /// The member that is read; `None` behind the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let rest = self.member.take().map(GzDecoder::into_inner);
            self.member = rest.map_or(Ok(None), next_member)?;
        }
        Ok(0)
    }
}

/// The member that begins here; `None` where there is none any more.
fn next_member<R: BufRead>(mut rest: R) -> io::Result<Option<GzDecoder<R>>> {
    loop {
        let bytes = rest.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        match bytes.get(zeros) {
            Some(&MAGIC) if zeros == 0 => return Ok(Some(GzDecoder::new(rest))),
            Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, FOLLOWED)),
            None if zeros == 0 => return Ok(None),
            None => rest.consume(zeros),
        }
    }
}

/// What is said of other bytes.
const FOLLOWED: &str = "other bytes follow what gzip has packed, as where two files were put together: pack all of it, or cut \
                        them off";

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).expect("memory does not fail");
        packed.finish().expect("memory does not fail")
    }

    /// Unpacks bytes that come in pieces of every size.
    fn unpacked(bytes: &[u8]) -> Result<String, io::ErrorKind> {
        let read = |piece| {
            let mut text = String::new();
            let mut gzip = Gzip::new(BufReader::with_capacity(piece, bytes));
            gzip.read_to_string(&mut text).map(|_| text).map_err(|error| error.kind())
        };
        let whole = read(1 << 16);
        assert!([1, 7].into_iter().all(|piece| read(piece) == whole), "pieces matter");
        whole
    }

    #[test]
    fn members_follow_each_other_and_zeros_follow_the_last() {
        let two = [packed(b"one "), packed(b""), packed(b"two")].concat();
        assert_eq!(unpacked(&two).as_deref(), Ok("one two"));
        assert_eq!(unpacked(&[&two[..], &[0; 512]].concat()).as_deref(), Ok("one two"));
    }

    #[test]
    fn what_is_cut_off_and_what_goes_on_are_two_things() {
        let whole = packed(b"one");
        assert_eq!(unpacked(&whole[..whole.len() - 4]), Err(io::ErrorKind::UnexpectedEof));
        for rest in [&b"x"[..], b"{\"a\": 1}\n", b"\0\0x"] {
            assert_eq!(unpacked(&[&whole[..], rest].concat()), Err(io::ErrorKind::InvalidData));
        }
    }
}
