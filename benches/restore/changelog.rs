//! The changelog of many agents with full windows.

use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::event::Fingerprint;
use attrition_core::model::InForce;
use attrition_core::windows::bucket::Packed;
use attrition_core::windows::pack::{ByteWriter, PackReader};
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::runtime::model;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::Step;
use attrition_stream::backend::local::{SharedStore, Store};
use attrition_stream::backend::memory::Memory;

use crate::{DEDUP_DAYS, PARTITIONS};
use attrition_test_support::measure::tickets;

/// A key and its value.
pub(crate) type Kept = (Box<[u8]>, Box<[u8]>);

const TEMPLATES: usize = 50;
const DAYS: usize = 120;

/// The first byte of the keys of days, as `wire/score_state.rs` has it.
const DAY: u8 = 1;

/// Records by partition, in the order in which a compacted topic has them.
pub(crate) struct Changelog {
    pub(crate) agents: usize,
    pub(crate) partitions: Vec<Vec<Kept>>,
}

impl Changelog {
    pub(crate) fn of(agents: usize) -> Self {
        let outputs = tickets::imported(&tickets::lines(TEMPLATES, DAYS), 1);
        let mut memory = Memory::new(1);
        memory.commit("import", Step { outputs, positions: Vec::new() }).expect("memory does not fail");
        let store = SharedStore::new(memory);
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        let setting = setting();
        let desk = DeskStage::new(setting.rules.clone());
        let mut pipeline =
            Pipeline::new(&store, IngestStage::new(partitions, tickets::now()), ScoreStage::new(setting), desk);
        pipeline.drain(|_, _| {}).expect("memory does not fail");
        // Who left during those days has no full window.
        let score = pipeline.score.stage().partitions()[&0].agents();
        let full = score.filter(|(_, agent)| agent.profile.notices().is_empty() && agent.past.last_scored.is_some());
        let full: Vec<Box<str>> = full.map(|(name, _)| name.as_str().into()).collect();
        let state = store.with(|memory| memory.compacted(Topic::ScoreState, 0).cloned()).expect("there is state");

        let closed = state.iter().find(|(key, _)| key[0] == 0).expect("days were closed");
        let mut partitions = vec![vec![(closed.0.clone(), closed.1.clone())]; PARTITIONS as usize];
        let mut parts: Vec<Parts<'_>> = state.iter().filter_map(|(key, value)| Parts::of(key, value)).collect();
        // A compacted topic has the days in the order in which they were, and what is written at each close at its end.
        parts.sort_by_key(|parts| (parts.kind != DAY, parts.rest));
        for part in parts {
            let Ok(place) = full.binary_search_by(|name| (**name).cmp(part.agent)) else { continue };
            for copy in (place..agents).step_by(full.len()) {
                let name = format!("agent-{copy:06}");
                let partition = partition_of(name.as_bytes(), PARTITIONS);
                partitions[partition as usize].push((part.key(&name), part.value_of(copy as u64)));
            }
        }
        Self { agents, partitions }
    }

    pub(crate) fn records(&self) -> usize {
        self.partitions.iter().map(Vec::len).sum()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.partitions.iter().flatten().map(|(key, value)| key.len() + value.len()).sum()
    }
}

/// What the score stage works with here.
pub(crate) fn setting() -> ScoreWriter {
    ScoreWriter {
        models: InForce::new(model::load("").expect("the shipped model is right")),
        follows_registry: true,
        dedup_days: DEDUP_DAYS,
        rules: Rules::default().into(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    }
}

/// A record of an agent, taken apart.
struct Parts<'a> {
    kind: u8,
    agent: &'a str,
    /// What follows the agent: the date, of a day.
    rest: Option<u64>,
    value: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(key: &'a [u8], value: &'a [u8]) -> Option<Self> {
        let mut from = PackReader::new(key);
        let (kind, agent) = (from.byte()?, from.text()?);
        Some(Self { kind, agent, rest: from.number(), value })
    }

    /// The value of a copy: the same day with other events, or else the copies would compress as no agents do.
    fn value_of(&self, copy: u64) -> Box<[u8]> {
        let (Some(rest), Some((version, packed))) = (self.rest, self.value.split_first()) else {
            return self.value.into();
        };
        // Dates are written as signed numbers.
        let date = Date(((rest >> 1).cast_signed() ^ -((rest & 1).cast_signed())) as i32);
        let mut bucket = Packed(packed.into()).unpack(date).expect("the stage wrote it");
        let other = |id: u64| xxhash_rust::xxh3::xxh3_64_with_seed(&id.to_le_bytes(), copy);
        bucket.seen.iter_mut().for_each(|seen| seen.0 = Fingerprint::new(other(seen.0)).0);
        bucket.shifts.iter_mut().for_each(|shift| shift.record.key = other(shift.record.key));
        bucket.requests.iter_mut().for_each(|request| request.record.key = other(request.record.key));
        bucket.evaluations.iter_mut().for_each(|evaluation| evaluation.record.key = other(evaluation.record.key));
        bucket.coachings.iter_mut().for_each(|coaching| coaching.record.key = other(coaching.record.key));
        bucket.tickets.handle_ms ^= copy & 0xfff;
        bucket.tickets.handle_sq_ms ^= other(copy) & 0xff_ffff;
        [&[*version], &*Packed::new(date, &bucket).0].concat().into()
    }

    fn key(&self, agent: &str) -> Box<[u8]> {
        let mut key = ByteWriter::default();
        key.byte(self.kind);
        key.text(agent);
        self.rest.into_iter().for_each(|rest| key.number(rest));
        key.finish().into()
    }
}
