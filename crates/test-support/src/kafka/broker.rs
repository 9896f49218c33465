//! A real Kafka broker for the tests, one per test process; `KAFKA_BOOTSTRAP` names another cluster instead.
//!
//! The broker ends with the test process, however that ends: its shell waits for the end of a pipe.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{Admin, Settings};

use crate::paths::project;
use crate::process::tools::needs;

/// How long a broker may take to start on a busy machine.
const START_MAX: Duration = Duration::from_secs(120);

/// Starts the broker with the command that follows a directory, stops it when standard input ends, and removes the
/// directory. Its clock is that of the machine, also where the tests have another: see `clock.rs`.
const KEEPER: &str =
    r#"unset LD_PRELOAD; data=$1; shift; "$@" & broker=$!; cat >/dev/null; kill -9 $broker; wait; rm -rf "$data""#;

struct Broker {
    bootstrap: String,
    /// Holds the pipe whose end is the broker's.
    _keeper: Option<Child>,
}

/// Settings with topic names of their own, at a running broker.
pub fn settings() -> Settings {
    needs("Kafka");
    static BROKER: OnceLock<Broker> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let broker = BROKER.get_or_init(|| match std::env::var("KAFKA_BOOTSTRAP") {
        Ok(bootstrap) => Broker { bootstrap, _keeper: None },
        Err(_) => start(),
    });
    at(&broker.bootstrap, format!("test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Settings for these brokers; names of topics and groups begin with `prefix`.
pub(super) fn at(bootstrap: &str, prefix: String) -> Settings {
    let names = Topic::ALL.into_iter().map(|topic| (topic, format!("{prefix}.{}", topic.role()))).collect();
    let mut settings = Settings { prefix, names, ..Settings::default() };
    settings.properties.insert("bootstrap.servers".to_owned(), bootstrap.to_owned());
    settings
}

/// Settings as above, with all topics made.
pub fn with_topics(partitions: u32) -> Settings {
    let settings = settings();
    let admin = Admin::open(&settings).expect("the broker answers");
    admin.create(partitions, Some(1)).expect("the topics can be made");
    settings
}

fn start() -> Broker {
    let home = home();
    let libs = libs(&home);
    let data = home.join(format!("run-{}", std::process::id()));
    std::fs::create_dir_all(&data).expect("target/ can be written");
    let [broker, controller] = ports();
    let config = data.join("server.properties");
    std::fs::write(&config, properties(&data, broker, controller)).expect("target/ can be written");
    format(&libs, &config);
    let server = server(&libs, &config);
    let log = std::fs::File::create(data.join("broker.log")).expect("target/ can be written");
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "keeper"]).arg(&data).arg(server.get_program()).args(server.get_args());
    keeper.stdin(Stdio::piped()).stderr(log.try_clone().expect("a file can be shared")).stdout(log);
    let keeper = keeper.spawn().expect("there is a shell");
    let broker = Broker { bootstrap: format!("127.0.0.1:{broker}"), _keeper: Some(keeper) };
    wait_for(&broker.bootstrap, &data.join("broker.log"));
    broker
}

/// Where brokers live, each in a directory of its own.
pub(super) fn home() -> PathBuf {
    project().join("target/kafka")
}

/// Prepares the data directory of a broker.
pub(super) fn format(libs: &Path, config: &Path) {
    let mut format = java(libs, "kafka.tools.StorageTool");
    format.args(["format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qk", "--config"]).arg(config);
    let formatted = format.output().expect("the broker needs Java 17 or later on the PATH");
    assert!(formatted.status.success(), "{}", String::from_utf8_lossy(&formatted.stderr));
}

/// The command that is a broker.
pub(super) fn server(libs: &Path, config: &Path) -> Command {
    let mut server = java(libs, "kafka.Kafka");
    server.arg(config);
    server
}

fn java(libs: &Path, main: &str) -> Command {
    let mut command = Command::new("java");
    command.args(["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"]);
    command.arg(libs.join("*")).arg(main);
    command
}

/// The jars, fetched by Maven if they are not there yet.
pub(super) fn libs(home: &Path) -> PathBuf {
    let (libs, done) = (home.join("libs"), home.join("libs.done"));
    std::fs::create_dir_all(home).expect("target/ can be written");
    let lock = std::fs::File::create(home.join("lock")).expect("target/ can be written");
    lock.lock().expect("a file can be locked");
    if !done.exists() {
        let pom = project().join("tests/kafka/pom.xml");
        let mut maven = Command::new("mvn");
        maven.args(["-q", "-B", "-f"]).arg(pom).arg("dependency:copy-dependencies");
        maven.arg(format!("-DoutputDirectory={}", libs.display()));
        // By the clock of the machine, as certificates are.
        let fetched =
            maven.env_remove("LD_PRELOAD").output().expect("the broker needs Maven on the PATH, or KAFKA_BOOTSTRAP");
        assert!(fetched.status.success(), "{}", String::from_utf8_lossy(&fetched.stdout));
        std::fs::write(done, []).expect("target/ can be written");
    }
    libs
}

fn ports() -> [u16; 2] {
    // Both are held until both are known, so that they differ.
    let sockets = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).expect("a port is free"));
    sockets.map(|socket| socket.local_addr().expect("a bound socket has an address").port())
}

fn properties(data: &Path, broker: u16, controller: u16) -> String {
    format!(
        "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
transaction.abort.timed.out.transaction.cleanup.interval.ms=100
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.segment.delete.delay.ms=1000
log.cleaner.backoff.ms=200
log.retention.ms=-1
log.message.timestamp.after.max.ms=9223372036854775807
",
        data.join("data").display()
    )
}

/// Waits until the brokers answer.
pub(super) fn wait_for(bootstrap: &str, log: &Path) {
    let mut settings = Settings { patience: Duration::from_secs(1), ..Settings::default() };
    settings.properties.insert("bootstrap.servers".to_owned(), bootstrap.to_owned());
    let deadline = Instant::now() + START_MAX;
    let admin = Admin::open(&settings).expect("the properties are right");
    // Asking waits for the answer, a second at most.
    while admin.partitions(Topic::Journal).is_err() {
        let said = || std::fs::read_to_string(log).unwrap_or_default();
        assert!(Instant::now() < deadline, "the broker does not start: {}", said());
    }
}
