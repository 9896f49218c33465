//! A million events through three members over one broker, and over three, while all of them are killed again and again.
//!
//! `cargo bench --bench faults`, with `-- --json` a line of JSON a figure. `-- --brokers 3` is one of the two, `-- --events
//! 100000` are fewer events, `-- --pace 1000` fewer a second, `-- --only broker-killed` is one fault alone, `-- --next PATH` is
//! another build to upgrade to. It ends with 1 when anything is lost, doubled or in another order.

mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use attrition_test_support::faults::fault::Fault;
use attrition_test_support::faults::load::Load;
use attrition_test_support::faults::trial::Plan;
use attrition_test_support::process::program::Scratch;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many make a million events.
const AGENTS: usize = 740;

/// Days of the history, and of what follows live: more than enough for a million events.
const DAYS: i32 = 45;

/// No fault begins when the load lasts less than this.
const RESERVE: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let events = argument("--events").unwrap_or(1_000_000);
    let pace = argument("--pace").unwrap_or(2_200);
    let only: Option<usize> = argument("--brokers");
    let mut is_whole = true;
    for brokers in [1, 3].into_iter().filter(|brokers| only.is_none_or(|only| only == *brokers)) {
        let scratch = Scratch::new();
        let (history, live) = faults(brokers);
        let plan = Plan {
            brokers,
            broker_properties: "",
            properties: &[],
            load: Load::new(agents(events), DAYS, DAYS, events),
            pace,
            history,
            live,
            reserve: RESERVE,
            versions: versions(&scratch),
        };
        let bar = terminal::Bar::new(brokers);
        let report =
            attrition_test_support::faults::trial::run(plan, &mut |sent, total, what| bar.show(sent, total, what));
        drop(bar);
        terminal::print(brokers, &report);
        is_whole &= report.is_whole();
    }
    if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// As many as make so many events.
fn agents(events: usize) -> usize {
    (AGENTS * events).div_ceil(1_000_000)
}

/// The faults of both halves, in turn for as long as the load lasts.
fn faults(brokers: usize) -> (Vec<Fault>, Vec<Fault>) {
    use Fault::{BrokerGone, BrokerStopped, Gone, Killed, Replaced, Upgraded, Zombie};
    let broker = if brokers > 1 { BrokerGone } else { BrokerStopped };
    let history = [Killed, Zombie, broker, Gone, Killed, Upgraded, Zombie, Killed];
    let live = [Killed, Replaced, Zombie, broker, Killed, Upgraded, Gone, Killed, Replaced, Upgraded];
    if let Some(only) = argument::<String>("--only") {
        let named = Fault::ALL.into_iter().find(|fault| fault.name() == only);
        let named = named.unwrap_or_else(|| panic!("`{only}` is no fault: {:?}", Fault::ALL.map(Fault::name)));
        return (vec![named; 100], vec![named; 100]);
    }
    let in_turn = |faults: &[Fault]| faults.iter().copied().cycle().take(100).collect();
    (in_turn(&history), in_turn(&live))
}

/// The program, and the version that it is upgraded to: the same, where no other is named. Both are copies, so that a build
/// meanwhile does not change what is tried.
fn versions(scratch: &Scratch) -> [PathBuf; 2] {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_attrition-watch"));
    let next = argument("--next").unwrap_or_else(|| program.clone());
    [(program, "attrition-watch"), (next, "attrition-watch-next")].map(|(from, name)| {
        let copy = scratch.path(name);
        let copied = std::fs::copy(&from, &copy);
        copied.unwrap_or_else(|error| panic!("`{}` cannot be copied: {error}", from.display()));
        copy
    })
}

fn argument<T: std::str::FromStr>(name: &str) -> Option<T> {
    let value = std::env::args().skip_while(|argument| argument != name).nth(1)?;
    Some(value.parse().unwrap_or_else(|_| panic!("`{value}` is no value for {name}")))
}
