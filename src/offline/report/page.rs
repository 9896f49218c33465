//! x
use crate::offline::backtest::Report;
/// x
pub fn page(_: &Report) -> String {
    String::new()
}
