//! State that is read back: newly assigned partitions are restored beside the work on the others.
//!
//! A log gives out a [`Restore`] for each partition, which can be driven on any thread. So a member goes on being asked for
//! in its group while it restores, works on what it has, and lets go of a partition that is taken away meanwhile.

mod job;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub(crate) use job::Job;
use job::RestoreJob;

use crate::Error;
use crate::PartitionState;
use crate::Remedy;

/// How long an end waits for threads that were told to stop: longer only a broker that does not answer makes it.
const END_MAX: Duration = Duration::from_secs(1);

/// How often it looks.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Takes a key of the state with its value, or with none when the key is deleted.
pub type Put<'a> = dyn FnMut(&[u8], Option<&[u8]>) + 'a;

/// Reads the state of one partition back, piece by piece, on whatever thread.
pub trait Restore: Send {
    /// Hands over some of the records that are left; of several of one key the last counts. Says whether any may be left.
    /// Waits a moment for them at most.
    fn read(&mut self, put: &mut Put<'_>) -> Result<bool, Error>;

    /// How many records are left at most, as far as is known.
    fn left(&self) -> u64;

    /// Where the records come from: `changelog`, or `snapshot` when a local one was taken first.
    fn source(&self) -> &'static str {
        "changelog"
    }
}

/// A partition that is being restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoringPartition {
    /// Number of the partition.
    pub partition: u32,
    /// Records read so far.
    pub records: u64,
    /// Records that are left at most, as far as is known.
    pub left: u64,
    /// When the restore began.
    pub since: Instant,
}

/// A partition that was restored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restored {
    /// Number of the partition.
    pub partition: u32,
    /// Records that were read.
    pub records: u64,
    /// People it is about.
    pub people: usize,
    /// How long it took, from its assignment on.
    pub time: Duration,
    /// Where the records came from, see [`Restore::source`].
    pub source: &'static str,
}

/// The restores of one member.
pub(crate) struct Restores<T> {
    /// Threads at most; with none, a piece is restored each turn.
    threads: usize,
    waiting: VecDeque<Job<T>>,
    running: BTreeMap<u32, RestoreThread>,
    ends: (Sender<Ended<T>>, Receiver<Ended<T>>),
}

struct RestoreThread {
    shared: Arc<RestoreJob>,
    since: Instant,
    thread: JoinHandle<()>,
}

/// Tells whose restore it was by what it shared: the same partition may have begun again since.
struct Ended<T> {
    shared: Arc<RestoreJob>,
    outcome: Result<(T, Restored), Error>,
}

impl<T: PartitionState> Restores<T> {
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, waiting: VecDeque::new(), running: BTreeMap::new(), ends: channel() }
    }

    /// Begins a restore, once a thread is free.
    pub(crate) fn begin(&mut self, job: Job<T>) {
        self.cancel(job.partition);
        self.waiting.push_back(job);
    }

    /// Lets go of a restore, if there is one: its partition is gone.
    pub(crate) fn cancel(&mut self, partition: u32) {
        self.waiting.retain(|job| job.partition != partition);
        if let Some(running) = self.running.remove(&partition) {
            running.shared.cancel();
        }
    }

    /// Whether nothing is under way.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }

    /// Whether a partition is not complete yet.
    pub(crate) fn is_under_way(&self, partition: u32) -> bool {
        self.running.contains_key(&partition) || self.waiting.iter().any(|job| job.partition == partition)
    }

    /// What is under way, by partition.
    pub(crate) fn restoring(&self) -> Vec<RestoringPartition> {
        let running =
            self.running.iter().map(|(partition, running)| running.shared.progress(*partition, running.since));
        let waiting = self.waiting.iter().map(|job| job.shared.progress(job.partition, job.begun));
        let mut all: Vec<RestoringPartition> = running.chain(waiting).collect();
        all.sort_unstable_by_key(|restoring| restoring.partition);
        all
    }

    /// Goes on; returns what is complete since the last call.
    pub(crate) fn advance(&mut self) -> Result<Vec<(T, Restored)>, Error> {
        if self.threads == 0 {
            return self.advance_here();
        }
        let mut complete = Vec::new();
        while let Ok(ended) = self.ends.1.try_recv() {
            let partition = ended.shared.partition;
            let is_own = |running: &RestoreThread| Arc::ptr_eq(&running.shared, &ended.shared);
            // What was let go of has ended too.
            if self.running.get(&partition).is_some_and(is_own) {
                self.running.remove(&partition);
                complete.push(ended.outcome?);
            }
        }
        if self.running.values().any(|running| running.thread.is_finished() && !running.shared.has_ended()) {
            return Err(Error::new(Remedy::ReportBug, "a restore panicked: this is a bug"));
        }
        while self.running.len() < self.threads
            && let Some(job) = self.waiting.pop_front()
        {
            self.start(job)?;
        }
        Ok(complete)
    }

    fn advance_here(&mut self) -> Result<Vec<(T, Restored)>, Error> {
        let Some(job) = self.waiting.front_mut() else { return Ok(Vec::new()) };
        if job.step()? {
            return Ok(Vec::new());
        }
        Ok(self.waiting.pop_front().map(Job::complete).into_iter().collect())
    }

    fn start(&mut self, mut job: Job<T>) -> Result<(), Error> {
        let (partition, since, shared, ends) = (job.partition, job.begun, Arc::clone(&job.shared), self.ends.0.clone());
        let work = move || {
            let shared = Arc::clone(&job.shared);
            let outcome = loop {
                match job.step() {
                    Ok(true) if shared.is_cancelled() => return,
                    Ok(true) => {}
                    Ok(false) => break Ok(job.complete()),
                    Err(error) => break Err(error),
                }
            };
            // A member that is gone has no use for it.
            let _ = ends.send(Ended { shared: Arc::clone(&shared), outcome });
            shared.end();
        };
        let named = std::thread::Builder::new().name(format!("restore-{partition}"));
        let failed = || Error::new(Remedy::CheckConnection, "failed to start a thread that restores");
        let thread = named.spawn(work).map_err(|error| failed().because(error))?;
        self.running.insert(partition, RestoreThread { shared, since, thread });
        Ok(())
    }
}

impl<T> Drop for Restores<T> {
    /// Threads that hold clients of a log end before the process does, where they can.
    fn drop(&mut self) {
        self.running.values().for_each(|running| running.shared.cancel());
        let deadline = Instant::now() + END_MAX;
        while self.running.values().any(|running| !running.thread.is_finished()) && Instant::now() < deadline {
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}
