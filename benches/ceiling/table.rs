//! The figures of all sites, and what they come to together.

use std::io::Write;

use crate::judged::Judged;

/// A row a site.
#[derive(Default)]
pub(crate) struct Table {
    sites: Vec<(u64, [Judged; 4])>,
}

const NAMES: [&str; 4] = ["truth", "tenure alone", "LightGBM", "ours"];

impl Table {
    pub(crate) fn add(&mut self, seed: u64, truth: Judged, tenure: Judged, trees: Judged, ours: Judged) {
        self.sites.push((seed, [truth, tenure, trees, ours]));
    }

    pub(crate) fn print(&self) {
        let is_json = std::env::args().any(|argument| argument == "--json");
        let mut out = std::io::stdout().lock();
        let mut say = |text: String| writeln!(out, "{text}").expect("standard output can be written");
        for (seed, site) in &self.sites {
            for (name, judged) in NAMES.iter().zip(site) {
                say(line(&seed.to_string(), name, judged, is_json));
            }
        }
        let mean = |which: usize, of: &dyn Fn(&Judged) -> f64| {
            self.sites.iter().map(|(_, site)| of(&site[which])).sum::<f64>() / self.sites.len() as f64
        };
        for (which, name) in NAMES.iter().enumerate() {
            let judged = Judged {
                auc: mean(which, &|j| j.auc),
                average_precision: mean(which, &|j| j.average_precision),
                recall_top_tenth: mean(which, &|j| j.recall_top_tenth),
                log_loss: mean(which, &|j| j.log_loss),
                calibration_error: self.calibration_error(which),
                red: mean(which, &|j| j.red),
                recall_at_budget: mean(which, &|j| j.recall_at_budget),
                lead_days: mean(which, &|j| j.lead_days),
                deciles: Vec::new(),
            };
            say(line("all", name, &judged, is_json));
        }
        let auc = |which: usize| mean(which, &|j| j.auc);
        let way = |which: usize| (auc(which) - 0.5) / (auc(0) - 0.5);
        for (name, value) in [
            ("share of the way from 0.5 to the truth, ours", way(3)),
            ("the same, LightGBM", way(2)),
            ("the same, tenure alone", way(1)),
            ("AUC above tenure alone", auc(3) - auc(1)),
            ("AUC above LightGBM", auc(3) - auc(2)),
        ] {
            let json = serde_json::json!({ "name": name, "value": value }).to_string();
            say(if is_json { json } else { format!("{name:<52}{value:>8.4}") });
        }
    }

    /// Mean distance of foretold and real share of the tenths, each tenth of all sites together.
    fn calibration_error(&self, which: usize) -> f64 {
        let (mut apart, mut all) = (0.0, 0.0);
        for tenth in 0..10 {
            let of_sites = self.sites.iter().map(|(_, site)| site[which].deciles[tenth]);
            let sum = of_sites.fold((0.0, 0.0, 0.0), |s, (f, r, n)| (s.0 + f * n, s.1 + r * n, s.2 + n));
            apart += (sum.0 - sum.1).abs();
            all += sum.2;
        }
        apart / all
    }
}

fn line(site: &str, name: &str, judged: &Judged, is_json: bool) -> String {
    let figures = [
        ("auc", judged.auc),
        ("ap", judged.average_precision),
        ("recall_top_tenth", judged.recall_top_tenth),
        ("log_loss", judged.log_loss),
        ("ece", judged.calibration_error),
        ("recall_at_budget", judged.recall_at_budget),
        ("lead_days", judged.lead_days),
    ];
    if is_json {
        return serde_json::json!({ "site": site, "model": name, "figures": figures }).to_string();
    }
    let told = figures.iter().map(|(name, value)| format!("{name} {value:.4}"));
    format!("{site:<5}{name:<14}{}", told.collect::<Vec<_>>().join("  "))
}
