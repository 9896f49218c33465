//! The fuzzer's door to `readers::journal`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    attrition_fuzz_readers::journal::read(bytes);
});
