//! Figures: a table for people, with `--json` a line each for machines.

use std::io::Write;

/// Figures of one bench, in the order in which they were measured.
#[derive(Default)]
pub struct Figures {
    rows: Vec<Figure>,
}

struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    budget: Option<f64>,
}

impl Figures {
    /// A figure that has no budget.
    pub fn add(&mut self, name: &'static str, value: f64, unit: &'static str) {
        self.rows.push(Figure { name, value, unit, budget: None });
    }

    /// A figure beside its budget.
    pub fn against(&mut self, name: &'static str, value: f64, unit: &'static str, budget: f64) {
        self.rows.push(Figure { name, value, unit, budget: Some(budget) });
    }

    /// Prints all figures, as a table or as lines of JSON.
    pub fn print(&self) {
        let is_json = std::env::args().any(|argument| argument == "--json");
        let mut out = std::io::stdout().lock();
        for row in &self.rows {
            let line = if is_json { row.json() } else { row.line() };
            writeln!(out, "{line}").expect("standard output can be written");
        }
    }
}

impl Figure {
    fn line(&self) -> String {
        let budget = self.budget.map_or(String::new(), |budget| format!("  (budget {budget})"));
        let digits = if self.value < 100.0 { 2 } else { 0 };
        format!("{:44} {:>12.digits$} {}{budget}", self.name, self.value, self.unit)
    }

    fn json(&self) -> String {
        let Self { name, value, unit, budget } = self;
        serde_json::json!({ "name": name, "value": value, "unit": unit, "budget": budget }).to_string()
    }
}
