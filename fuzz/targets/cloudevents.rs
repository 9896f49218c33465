//! The fuzzer's door to `readers::cloudevents`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    attrition_fuzz_readers::cloudevents::read(bytes);
});
