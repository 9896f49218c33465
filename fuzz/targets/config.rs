//! The fuzzer's door to `readers::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    attrition_fuzz_readers::config::read(bytes);
});
