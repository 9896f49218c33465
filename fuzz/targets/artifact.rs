//! The fuzzer's door to `readers::artifact`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    attrition_fuzz_readers::artifact::read(bytes);
});
