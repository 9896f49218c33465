//! Brokers of one's own, one or several, which are killed and started again.
//!
//! They end with the test process, however that ends, and take their data with them.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use attrition_stream::backend::kafka::{Admin, Settings};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::{broker, broker_properties};
use crate::process::program::is_kept;
use crate::process::tools::needs;

/// Starts the broker with the command that follows a directory. A line on standard input is the signal that it is to
/// get; the end of the input is the end of all, the directory included, and the one that it is in with the last.
const KEEPER: &str = r#"unset LD_PRELOAD; data=$1; shift; "$@" & broker=$!
if read -r signal; then kill -s "$signal" $broker; wait $broker; else
kill -s KILL $broker; wait; rm -rf "$data"; rmdir "${data%/*}" 2>/dev/null; fi"#;

/// How long copies may take to be in sync on a busy machine.
const COPIES_MAX: Duration = Duration::from_secs(120);

/// How long to wait for an answer: a broker that is down gives none, and is asked again.
const ANSWER_MAX: Duration = Duration::from_secs(2);

/// How often to look whether they are.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Ports of one cluster are among so many.
const PORTS: u16 = 10;

/// A cluster of brokers. Several are controllers too; one alone has a controller beside it, which is never taken down: a broker that
/// is its own controller can come back as its former self, resign, and forget to write the marks of a commit (seen with Kafka
/// 4.3.1), and nobody can read that partition any more.
pub struct Cluster {
    dir: PathBuf,
    libs: PathBuf,
    brokers: Vec<Broker>,
    controller: Option<Broker>,
}

struct Broker {
    dir: PathBuf,
    port: u16,
    /// The shell that holds it; `None` while it is down.
    keeper: Option<Child>,
}

impl Cluster {
    /// Starts so many brokers and waits for them. Of more than two, each topic that asks for three copies goes on while one
    /// broker is down. `properties` are added to those of each broker.
    pub fn start(count: usize, properties: &str) -> Self {
        let mut cluster = Self::prepare(count, properties);
        cluster.up();
        cluster
    }

    /// Such a cluster whose brokers are not started yet: where they will be is known.
    pub fn prepare(count: usize, properties: &str) -> Self {
        needs("Kafka");
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let home = broker::home();
        let libs = broker::libs(&home);
        let dir = home.join(format!("cluster-{}-{number}", std::process::id()));
        let ports = ports(2 * count, number);
        let (ports, controllers) = ports.split_at(count);
        let is_alone = count == 1;
        let make = |node: usize, port: u16, config: String| {
            let dir = dir.join(format!("{node}"));
            std::fs::create_dir_all(&dir).expect("target/ can be written");
            let config = format!("node.id={node}\nlog.dirs={}\n{config}", dir.join("data").display());
            std::fs::write(dir.join("server.properties"), config).expect("target/ can be written");
            Broker { dir, port, keeper: None }
        };
        let brokers: Vec<Broker> = (0..count)
            .map(|place| {
                let own = broker_properties::of(place, ports, controllers, is_alone);
                make(place + 1, ports[place], own + properties)
            })
            .collect();
        let controller =
            is_alone.then(|| make(count + 1, controllers[0], broker_properties::of_controller(controllers[0])));
        Self { dir, libs, brokers, controller }
    }

    /// Starts the brokers of a cluster that was prepared, and waits for them.
    pub fn up(&mut self) {
        std::thread::scope(|scope| {
            for broker in self.brokers.iter().chain(&self.controller) {
                scope.spawn(|| broker::format(&self.libs, &broker.dir.join("server.properties")));
            }
        });
        if let Some(controller) = &mut self.controller {
            controller.start(&self.libs);
        }
        (0..self.count()).for_each(|place| self.start_again(place));
        (0..self.count()).for_each(|place| self.wait_for(place));
    }

    /// How many brokers it has.
    pub fn count(&self) -> usize {
        self.brokers.len()
    }

    /// The addresses of all brokers, as clients take them.
    pub fn addresses(&self) -> String {
        let addresses: Vec<String> = self.brokers.iter().map(Broker::address).collect();
        addresses.join(",")
    }

    /// Settings with topics of their own, which are made, each kept as often as there are brokers.
    pub fn with_topics(&self, partitions: u32) -> Settings {
        let settings = broker::at(&self.addresses(), "faults".to_owned());
        let admin = Admin::open(&settings).expect("the brokers answer");
        admin.create(partitions, Some(self.count() as u32)).expect("the topics can be made");
        settings
    }

    /// Starts a broker that is down, at its port and with its data.
    pub fn start_again(&mut self, place: usize) {
        self.brokers[place].start(&self.libs);
    }

    /// Waits until a broker answers.
    pub fn wait_for(&self, place: usize) {
        let broker = &self.brokers[place];
        broker::wait_for(&broker.address(), &broker.dir.join("broker.log"));
    }

    /// Waits until every copy of every partition is in sync: who takes another broker down before that, takes the partition
    /// down.
    pub fn wait_for_copies(&self) {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.addresses()).set("reconnect.backoff.max.ms", "200");
        let look: BaseConsumer = config.create().expect("the properties are right");
        let is_whole = || {
            let metadata = look.fetch_metadata(None, ANSWER_MAX).ok()?;
            let mut partitions = metadata.topics().iter().flat_map(|topic| topic.partitions());
            Some(partitions.all(|partition| partition.isr().len() == self.count()))
        };
        let begun = Instant::now();
        while is_whole() != Some(true) {
            assert!(begun.elapsed() < COPIES_MAX, "copies stay behind");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Takes a broker down by a signal, `KILL` or `TERM`, and waits for its end.
    pub fn take_down(&mut self, place: usize, signal: &str) {
        let mut keeper = self.brokers[place].keeper.take().expect("it is up");
        let pipe = keeper.stdin.as_mut().expect("it is piped");
        writeln!(pipe, "{signal}").expect("the shell reads");
        keeper.wait().expect("it is a child of this process");
    }
}

impl Broker {
    fn start(&mut self, libs: &Path) {
        assert!(self.keeper.is_none(), "it is up");
        let log = std::fs::File::options().create(true).append(true).open(self.dir.join("broker.log"));
        let log = log.expect("target/ can be written");
        let server = broker::server(libs, &self.dir.join("server.properties"));
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(&self.dir).arg(server.get_program()).args(server.get_args());
        keeper.stdin(Stdio::piped()).stderr(log.try_clone().expect("a file can be shared")).stdout(log);
        self.keeper = Some(keeper.spawn().expect("there is a shell"));
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if is_kept() {
            // Each shell removes the directory that it knows: what is to stay moves out of its way.
            let kept = self.dir.with_extension("kept");
            std::fs::rename(&self.dir, kept).expect("target/ can be written");
        }
        let all = self.brokers.iter_mut().chain(&mut self.controller);
        for keeper in all.filter_map(|broker| broker.keeper.as_mut()) {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
        // What is left lies in the target directory.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Ports below those that the system gives to whoever connects: a client that looks for a broker that is down would now and
/// then be given the broker's own port, and find itself there.
fn ports(count: usize, cluster: u16) -> Vec<u16> {
    let first = 20_000 + (std::process::id() % 100) as u16 * 100 + cluster * PORTS;
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let ports: Vec<u16> = (first..32_000).filter(is_free).take(count).collect();
    assert_eq!(ports.len(), count, "there are free ports");
    ports
}
