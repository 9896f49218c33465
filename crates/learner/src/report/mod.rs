//! What a person looks at: plots as SVG, for the card of a model and for the page of a back-test.
//!
//! Plots have no fonts, scripts or images of their own. They are drawn in light colours, which every viewer shows; a style sheet
//! puts others in their place where the reader's screen is dark.

mod bars;
mod card;
mod coefficients;
mod curves;
mod page;
mod plot;
mod terms;
mod theme;

pub use bars::{Bar, BarGroup, bars};
pub use card::{Card, card};
pub use coefficients::coefficients;
pub use curves::{gain, precision_recall, reliability, roc};
pub use page::page;
pub use plot::Svg;
pub use terms::TERMS;
pub use theme::{Colour, dark};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Bootstrap, Curves};
    use attrition_contracts::models::artifact::Artifact;

    fn curves() -> Curves {
        let risks: Vec<f64> = (0..300).map(|i| f64::from((i * 37) % 101) / 1_001.0).collect();
        let leaves: Vec<bool> = (0..300).map(|i| (i * 37) % 101 + (i * 7) % 90 > 150).collect();
        let agents: Vec<u32> = (0..300).map(|i| i / 10).collect();
        Curves::new(&Bootstrap { draws: 50, seed: 1 }, &agents, &risks, &leaves, None).expect("both classes are there")
    }

    #[test]
    fn plots_are_whole_and_dark_where_the_screen_is() {
        let (curves, prior) = (curves(), include_bytes!("../../../../models/prior.json"));
        let artifact = Artifact::read(prior).expect("the prior is an artifact");
        let bar = Bar { value: 1.0, interval: None, text: "a < b".into(), colour: Colour::Model };
        let groups = [BarGroup { name: "<&>".into(), bars: vec![bar] }];
        let few = bars("bars", ("below", "beside"), &|x| format!("{x:.1}"), &groups, &[(Colour::Model, "key")]);
        for svg in [
            reliability(&curves),
            gain(&curves, 0.05),
            roc(&curves, 0.7),
            precision_recall(&curves, 0.05),
            coefficients(&artifact),
            few,
        ] {
            let (inline, file) = (svg.inline(), svg.file());
            assert!(inline.starts_with("<svg ") && inline.trim_end().ends_with("</svg>"), "{inline}");
            assert!(!inline.contains("<style>") && file.contains(&dark()), "a page has the style sheet once");
            assert!(
                inline.contains(&Colour::Ink.hex()) && !inline.contains("NaN") && !inline.contains("inf"),
                "{inline}"
            );
            // What is marked up is what the library drew: no text of ours breaks it.
            assert!(!inline.contains("a < b") && !inline.contains("<&>"), "{inline}");
            let drawn: Vec<&str> = inline.split('"').filter(|part| part.starts_with('#')).collect();
            assert!(drawn.iter().all(|colour| dark().contains(&format!("\"{colour}\""))), "{drawn:?}");
        }
    }

    #[test]
    fn the_strongest_signal_stands_first() {
        let artifact =
            Artifact::read(include_bytes!("../../../../models/prior.json")).expect("the prior is an artifact");
        let plot = coefficients(&artifact).inline();
        let place =
            |name: &str| plot.find(&format!(">\n{name}\n<")).unwrap_or_else(|| panic!("{name} is missing: {plot}"));
        let by_weight = |name: &str| artifact.signals[name].weight.abs();
        assert!(by_weight("hostile_share") > by_weight("qa_change"));
        assert!(place("hostile_share") < place("qa_change"));
    }
}
