//! The properties of the brokers of a cluster.

/// What all have in common, and whether they are controllers too.
pub(super) fn of(place: usize, ports: &[u16], controllers: &[u16], is_alone: bool) -> String {
    let first = if is_alone { 2 } else { 1 };
    let voter = |(place, port): (usize, &u16)| format!("{}@127.0.0.1:{port}", first + place);
    let voters: Vec<String> = controllers.iter().enumerate().map(voter).collect();
    let listener = |port: u16| format!("PLAINTEXT://127.0.0.1:{port}");
    let (roles, listeners) = if is_alone {
        ("broker", listener(ports[place]))
    } else {
        let controller = format!("CONTROLLER://127.0.0.1:{}", controllers[place]);
        ("broker,controller", format!("{},{controller}", listener(ports[place])))
    };
    let (copies, in_sync) = (ports.len(), ports.len().div_ceil(2));
    // Nobody takes over from a broker that is alone: one that ends in order gives its partitions away to nobody, and forgets the
    // marks of transactions that end meanwhile (docs/faults.md).
    let hands_over = !is_alone;
    format!(
        "process.roles={roles}
controller.quorum.voters={}
controller.listener.names=CONTROLLER
listeners={listeners}
advertised.listeners={}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
auto.create.topics.enable=false
controlled.shutdown.enable={hands_over}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions={copies}
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
transaction.state.log.num.partitions={copies}
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.retention.ms=-1
log.message.timestamp.after.max.ms=9223372036854775807
",
        voters.join(","),
        listener(ports[place]),
    )
}

/// A controller alone. A broker that was killed and comes back is let in once its former session is over.
pub(super) fn of_controller(port: u16) -> String {
    format!(
        "process.roles=controller
controller.quorum.voters=2@127.0.0.1:{port}
controller.listener.names=CONTROLLER
listeners=CONTROLLER://127.0.0.1:{port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT
broker.session.timeout.ms=3000
"
    )
}
