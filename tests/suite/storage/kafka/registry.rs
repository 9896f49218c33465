//! The registry over a real broker: members at work take a champion over, and two deciders never both write.

use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::admin::registry::{LoggedModels, Registrar};
use attrition_service::import::importer::Importer;
use attrition_service::replay::verify_scores::recompute;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::backend::memory::Memory;
use attrition_stream::{Commit, StageLog, Step};
use time::OffsetDateTime;

use super::{assert_same, count, member, work};
use crate::risk::registry::takeover::{END, taken_over};
use crate::risk::registry::{HALF, Site, events, first, score};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::{Scratch, done, kafka};
use attrition_test_support::stages::models::{base, json, wish};
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
#[ignore = "needs Kafka: ./check"]
fn members_at_work_take_a_champion_over_on_its_date() {
    let settings = broker::with_topics(PARTITIONS);
    let reference = taken_over(Site::new(Memory::new(PARTITIONS)));
    let log = KafkaLog::writer(&settings, "import").expect("the broker answers");
    let mut importer =
        Importer::open(log, centre::partitions(), "centre", b"centre", centre::now()).expect("it answers");
    let mut import = |days| {
        events(days).iter().for_each(|event| importer.line(event.as_bytes()).expect("the broker answers"));
        importer.close_days().expect("the broker answers");
    };
    let (mut one, mut two) = (member(&settings, score(base().model)), member(&settings, score(base().model)));
    import(0..HALF);
    work(&mut [&mut one, &mut two], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, 1));

    // Broken and foreign: the members say so, and go on.
    let mut other = KafkaLog::writer(&settings, "other").expect("the broker answers");
    let outputs = vec![Output::new(Topic::Models, 0, *b"artifact/broken", *b"{}")];
    assert_eq!(other.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);

    let logs = Logs::Kafka(settings.clone());
    let mut slower = Registrar::open(&logs, base()).expect("the broker answers");
    let mut registrar = Registrar::open(&logs, base()).expect("the broker answers");
    let publish = wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), Some(first() + 50));
    assert_eq!(registrar.decide(&publish, OffsetDateTime::UNIX_EPOCH).expect("it can be decided").number, 1);
    let late =
        slower.decide(&wish(DecisionKind::Publish, Some("c"), Some(json("c", 9.0)), None), OffsetDateTime::UNIX_EPOCH);
    assert!(late.is_err(), "of two who decide at once one is refused");

    import(HALF..END);
    let journal = reference.store.with(|memory| count(memory, Topic::Journal));
    work(&mut [&mut one, &mut two], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, journal));
    reference.store.with(|memory| assert_same(&settings, memory, Topic::Scores));
    for member in [&one, &two] {
        assert!(member.stage().registry().refused().contains_key("artifact/broken"));
        assert_eq!(&*member.stage().models().champion(first() + 50).id, "b");
    }

    let known = LoggedModels::read(&logs, base().model).expect("the broker answers");
    assert_eq!((known.registry.effects().len(), known.registry.unannounced().count()), (1, 0));
    assert_eq!(known.champions().iter().map(|model| &*model.id).collect::<Vec<_>>(), ["base", "b"]);
    let setting = ScoreWriter { follows_registry: true, ..ScoreWriter::alone(base().model, 35) };
    let tally = recompute(&logs, &setting, (first(), first() + END - 2), &mut |_| ()).expect("the broker answers");
    assert_eq!((tally.differ, tally.largest), (0, 0.0));
    assert_eq!(tally.daily + tally.interim, reference.scores().len() as u64);

    // By the command line, from another process.
    let (scratch, variables) = (Scratch::new(), kafka(&settings));
    done(&["models", "shadow", &scratch.file("s.json", json("s", 5.0)), "--by", "anna"], &variables);
    let audit = done(&["models", "list", "--audit"], &variables);
    assert!(audit.contains("shadow") && audit.contains("anna") && audit.contains("artifact/broken"), "{audit}");
}
