//! What supervisors of contact centres of several makes would have got: three seeds of the project's simulator and the centres
//! of `tests/centres/`, by the prior and by a model that was trained there.
//!
//! `cargo bench --bench evaluation [-- --centres offers,sim41 --days 500]`; `--profile dev` where the tests are built already.
//! Every centre is played whole, through all stages. What is judged is the part after the training, the same for both models.
//! `--keep alerts` leaves the events of each centre and the alerts of both models in that folder, for `tests/oracle/claims.py`.
//! `-- levels [--centres quiet-18]` plays ten centres of 15 to 90 % a year by the prior, and tells what it expected against who
//! left.

#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

mod alerted;
mod events;
mod judge_samples;
mod levels;
mod played;
mod risks;
mod shifts;
mod table;

use events::Events;
use played::{Played, Which};

/// Centres by name: `sim` and a seed is of the project's simulator.
const CENTRES: [&str; 8] = ["sim41", "sim42", "sim43", "offers", "burnout", "contagion", "quiet", "sites"];
/// Days that the trained model is told of.
const KNOWN_DAYS: i32 = 290;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1);
    if arguments.iter().any(|argument| argument == "levels") {
        return levels::run(after("--centres").map(String::as_str));
    }
    let chosen = after("--centres").map_or_else(|| CENTRES.join(","), Clone::clone);
    let days = after("--days").map_or(500, |days| days.parse().expect("days are a number"));
    println!("{}", table::HEAD);
    for name in chosen.split(',') {
        let events = Events::of(name, days, &[]);
        for which in [Which::Prior, Which::Trained] {
            let played = Played::of(&events, which, KNOWN_DAYS);
            if let Some(folder) = after("--keep") {
                judge_samples::keep(folder.as_ref(), name, which, &events, &played);
            }
            println!("{}", table::row(name, which, &events, &played));
        }
    }
}
