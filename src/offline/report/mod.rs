//! What a person looks at: plots as SVG, for the card of a model and for the page of a back-test.
//!
//! Plots have no fonts, scripts or images of their own. They are drawn in light colours, which every viewer shows; a style sheet
//! puts others in their place where the reader's screen is dark.

mod bars;
mod coefficients;
mod curves;
mod page;
mod plot;
mod terms;
mod theme;

pub use bars::{Bar, Group, bars};
pub use coefficients::coefficients;
pub use curves::{gain, precision_recall, reliability, roc};
pub use page::page;
pub use plot::Svg;
pub use terms::TERMS;
pub use theme::{Colour, dark};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::metrics::{Bootstrap, Curves};
    use crate::wire::artifact::Artifact;

    #[test]
    fn try_out() {
        let risks: Vec<f64> = (0..3000).map(|i| f64::from((i * 37) % 1001) / 10001.0).collect();
        let leaves: Vec<bool> = (0..3000).map(|i| (i * 37) % 1001 + (i * 7001) % 5000 > 5300).collect();
        let agents: Vec<u32> = (0..3000).map(|i| i / 10).collect();
        let curves = Curves::of(&Bootstrap { draws: 200, seed: 1 }, &agents, &risks, &leaves, None).expect("both");
        let artifact = Artifact::read(include_bytes!("../../../models/prior.json")).expect("prior");
        std::fs::create_dir_all("/tmp/plots").expect("dir");
        for (name, svg) in [
            ("rel", reliability(&curves)),
            ("gain", gain(&curves, 0.05)),
            ("roc", roc(&curves, 0.7)),
            ("pr", precision_recall(&curves, 0.05)),
            ("coef", coefficients(&artifact)),
            (
                "bars",
                bars(
                    "x",
                    ("below", "beside"),
                    &|x| format!("{x:.1}"),
                    &[
                        Group {
                            name: "2025".into(),
                            bars: vec![
                                Bar { value: 1.0, interval: None, text: "1.0".into(), colour: Colour::Model },
                                Bar { value: 2.0, interval: None, text: "2.0".into(), colour: Colour::Tenure },
                            ],
                        },
                        Group {
                            name: "2026".into(),
                            bars: vec![Bar { value: 1.5, interval: None, text: "1.5".into(), colour: Colour::Model }],
                        },
                    ],
                    &[(Colour::Model, "model"), (Colour::Tenure, "tenure")],
                ),
            ),
        ] {
            std::fs::write(format!("/tmp/plots/{name}.svg"), svg.file()).expect("write");
        }
    }
}
