# What one can do here.

# The recipes
default:
    @just --list

# What CI runs: brings what is missing, then checks everything
check *steps:
    ./check {{steps}}

# Formatting is rustfmt's
format: (check "format")

# Lints, warnings denied
lint: (check "lint")

# Each of the crates that decide builds alone
core: (check "core")

# The pages of the crates, warnings denied
doc: (check "docs")

# Licences, sources and bans of what comes into the build
deny: (check "licences")

# What only decides: unit tests and the stories, in under a minute and a half after a build
quick:
    cargo test --workspace --lib
    cargo test --test suite -- golden:: desk:: employment:: reasons:: level:: queue:: order:: cloudevents:: closing:: escaped:: values:: words:: tidy:: --skip desk::played::repeats --skip desk::played::heard --skip golden::counterfactuals

# What needs nothing but Rust: processes, files, the embedded log and HTTP as well
process:
    cargo test --workspace --features otlp

# All tests: they bring their own Kafka broker, DuckDB and scikit-learn, and want the tools that `./check tools` brings
test: (check "tests")

# The tests that look at the clock, on another date: just dates "2028-02-29 05:55"
dates date="":
    DATE="{{date}}" ./check dates

# Deaths, rebalances, zombies, full disks: each seed must come out as undisturbed (SEED=42 runs one alone)
simulate seeds="10000":
    SEEDS={{trim_start_match(seeds, "SEEDS=")}} cargo test --test suite -- simulation
    @cat target/tmp/simulation.txt target/tmp/simulation-broken.txt

# Each reader fed with what a fuzzer finds, so many seconds each (a nightly compiler and `cargo install cargo-fuzz`)
fuzz seconds="3600" targets="cloudevents journal state artifact config":
    for target in {{targets}}; do cargo +nightly fuzz run $target -- -max_total_time={{seconds}} -max_len=65536 -malloc_limit_mb=8 -timeout=60 || exit 1; done

# Accept what golden stories and generated pages have become
accept:
    UPDATE_EXPECT=1 cargo test --test suite -- --include-ignored golden tidy words:: monitoring::made

# Pictures of the dashboards for the docs, from a real Prometheus beside a service that works for five minutes
boards:
    BOARDS={{justfile_directory()}}/docs/boards cargo test --test suite -- --include-ignored monitoring::live

# A simulated contact centre through the real stages
demo *args:
    cargo run --release -- demo {{args}}

# What an event costs: the engine alone, then the whole pipeline; the embedded log alone; the learner beside scikit-learn and LightGBM
bench:
    cargo bench --bench engine
    cargo bench --bench pipeline
    cargo bench --bench embedded
    cargo bench --bench learner

# Members and brokers killed under load, a million events over one broker and over three (half an hour): see docs/faults.md
faults *args:
    cargo bench --bench faults -- {{args}}

# How far the learner goes where the truth is known, and what it makes of few leavers (a quarter of an hour)
ceiling:
    cargo bench --bench ceiling

# The shipped model, trained on a simulated centre: after a change of the catalogue or of the learner
model: && accept
    cargo build --release
    rm -f models/simulated.*
    target/release/attrition-watch simulate --agents 1000 --days 500 --seed 101 --out - | target/release/attrition-watch train --from - --id simulated --note "Trained on simulated data, to show what a model looks like and for trying things out: for people, train your own." --out models/
