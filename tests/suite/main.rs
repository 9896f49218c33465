//! The one integration-test binary.

mod alerts;
mod house;
mod incoming;
mod learning;
mod outgoing;
mod risk;
mod running;
mod storage;

use attrition_test_support::measure::heap::Counting;

/// Notes how much each reader asks for; see `properties/bytes.rs`.
#[global_allocator]
static ALLOCATOR: Counting = Counting;
