//! The fuzzer's door to `readers::state`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    attrition_fuzz_readers::state::read(bytes);
});
