//! The interval of a share of counts.

/// The quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Where an interval of 95 % of a share begins and ends (Wilson 1927): it stays within 0 and 1, and holds for small numbers and
/// where none or all are it. `of` is not 0.
pub fn interval(hits: f64, of: f64) -> (f64, f64) {
    let share = hits / of;
    let weight = 1.0 + Z * Z / of;
    let centre = (share + Z * Z / (2.0 * of)) / weight;
    let half = Z / weight * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
    // Rounding must not carry an end over the share itself, nor out of 0 to 1.
    ((centre - half).clamp(0.0, share), (centre + half).clamp(share, 1.0))
}
