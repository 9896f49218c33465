//! Growing pauses between tries.

use std::ops::RangeInclusive;
use std::time::Duration;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// How long to wait after so many failures before: from the first pause it doubles up to the longest, and each is shortened by chance
/// of up to a half, so that many who failed together do not come back together. The same seed gives the same pauses.
///
/// ```
/// use std::time::Duration;
/// let pauses = Duration::from_secs(1)..=Duration::from_secs(60);
/// let fourth = attrition_stream::backoff::pause(3, 7, &pauses);
/// assert!(fourth > Duration::from_secs(4) && fourth <= Duration::from_secs(8));
/// ```
pub fn pause(failures: u32, seed: u64, pauses: &RangeInclusive<Duration>) -> Duration {
    let whole = pauses.start().saturating_mul(1 << failures.min(16)).min(*pauses.end());
    let share = xxh3_64_with_seed(&failures.to_le_bytes(), seed) % 512;
    whole - whole * (share as u32) / 1024
}

/// The seed of whoever has this name.
pub fn seed(name: &str) -> u64 {
    xxh3_64_with_seed(name.as_bytes(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_differ_by_name() {
        let pauses = Duration::from_millis(100)..=Duration::from_secs(600);
        for failures in 0..40 {
            let whole = Duration::from_millis(100 << failures.min(16)).min(*pauses.end());
            let of = |name: &str| pause(failures, seed(name), &pauses);
            assert!(of("a") <= whole && of("a") > whole / 2 && of("a") == of("a"), "{failures}");
        }
        assert_ne!(pause(5, 1, &pauses), pause(5, 2, &pauses));
    }
}
