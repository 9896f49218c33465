//! The fuzzer's door to `readers::state`.
#![no_main]

#[path = "../readers/mod.rs"]
#[expect(dead_code, reason = "the other targets use the rest of them")]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    readers::state::read(bytes);
});
