//! A proxy between clients and a broker that keeps a request back, breaks its connection, and lets it go late: after the client has sent
//! it again, and has begun its next transaction.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use crate::centres::chance::Chance;
use crate::kafka::produce;

/// Requests by their numbers in Kafka's protocol.
const PRODUCE: i16 = 0;
const ADD_PARTITIONS: i16 = 24;
const ADD_OFFSETS: i16 = 25;
const END: i16 = 26;
const OFFSETS: i16 = 28;
const FETCH_OFFSETS: i16 = 9;

/// Requests that are kept back, those oftener that end a transaction.
const KEPT: [i16; 6] = [END, END, OFFSETS, OFFSETS, ADD_PARTITIONS, PRODUCE];

/// Requests of the next transaction before which one that was kept back arrives. Its own end comes last.
const BEFORE: [i16; 5] = [ADD_PARTITIONS, PRODUCE, ADD_OFFSETS, OFFSETS, END];

/// So many of these may go first, less one: a step produces to several partitions.
const FIRST: usize = 4;

/// The part of a request in which the transactional id stands, or the group.
const HEAD: usize = 100;

/// How long a batch of records waits for the next request.
const NEXT_MAX: Duration = Duration::from_millis(200);

/// How long the broker may take to answer one that comes late.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The proxy; it ends with the test process.
pub struct Ghosts {
    shared: Arc<Shared>,
    port: u16,
}

struct Shared {
    /// How the transactional ids or groups begin that are haunted.
    of: &'static str,
    broker: OnceLock<String>,
    is_on: AtomicBool,
    come: AtomicUsize,
    state: Mutex<State>,
}

struct State {
    chance: Chance,
    /// The request that is kept back next.
    next: i16,
    ghost: Option<Ghost>,
    /// Questions for committed offsets that are to be refused.
    refused: usize,
    /// Records that are to be refused, each batch when the next one of its partition is on its way.
    overtaken: usize,
}

/// A request that was kept back.
struct Ghost {
    frame: Vec<u8>,
    to: Arc<Upstream>,
    /// The client has ended the transaction that it belongs to.
    is_over: bool,
    /// The request of the next one before which it comes, and how many of these go first.
    before: i16,
    first: usize,
}

/// A connection to the broker, and how much was asked and answered on it.
struct Upstream {
    stream: TcpStream,
    asked: AtomicU64,
    answered: AtomicU64,
}

impl Ghosts {
    /// Listens at a port of its own, for the sake of clients whose transactional id or group begins so. Brokers come this way too, to
    /// each other.
    pub fn new(seed: u64, of: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it listens").port();
        let shared = Arc::new(Shared {
            of,
            broker: OnceLock::new(),
            is_on: AtomicBool::new(false),
            come: AtomicUsize::new(0),
            state: Mutex::new(State { chance: Chance(seed), next: END, ghost: None, refused: 0, overtaken: 0 }),
        });
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&of_thread);
                std::thread::spawn(move || shared.serve(&client));
            }
        });
        Self { shared, port }
    }

    /// The property of a broker by which clients come here.
    pub fn property(&self) -> String {
        format!("advertised.listeners=PLAINTEXT://127.0.0.1:{}\n", self.port)
    }

    /// Where the broker is.
    pub fn lead_to(&self, broker: String) {
        self.shared.broker.set(broker).expect("it is said once");
    }

    /// Keeps requests back from now on, or lets all pass.
    pub fn haunt(&self, is_on: bool) {
        self.shared.is_on.store(is_on, Ordering::Relaxed);
    }

    /// Answers the next question for committed offsets as a broker does that is not the group's coordinator any more.
    pub fn refuse_offsets(&self) {
        self.shared.state().refused = 1;
    }

    /// Whether it has been answered so.
    pub fn has_refused(&self) -> bool {
        self.shared.state().refused == 0
    }

    /// Answers the next so many batches of records as a broker does that does not lead the partition any more, and lets the batches
    /// through that were sent right after them: as when those went to the new leader.
    pub fn overtake(&self, batches: usize) {
        self.shared.state().overtaken = batches;
    }

    /// Whether they have been answered so.
    pub fn has_overtaken(&self) -> bool {
        self.shared.state().overtaken == 0
    }

    /// How many requests have come late.
    pub fn come(&self) -> usize {
        self.shared.come.load(Ordering::Relaxed)
    }
}

impl Shared {
    fn serve(&self, client: &TcpStream) {
        let Some(stream) = self.broker.get().and_then(|broker| TcpStream::connect(broker).ok()) else { return };
        let upstream = Arc::new(Upstream { stream, asked: AtomicU64::new(0), answered: AtomicU64::new(0) });
        let (back, answers) = (client.try_clone(), Arc::clone(&upstream));
        std::thread::spawn(move || answers.answer(back.ok()));
        let mut held = Vec::new();
        while let Some(frame) = next(client, &mut held, &upstream) {
            if !held.is_empty() || self.may_be_overtaken(&frame) {
                held.push(frame);
                if self.is_overtaken(&held) {
                    _ = (&*client).write_all(&produce::refusal(&held[0]));
                    held.drain(..).skip(1).for_each(|frame| _ = upstream.ask(&frame));
                }
                continue;
            }
            if self.is_kept(&frame, &upstream) {
                // The connection to the broker stays, for what was kept back.
                _ = client.shutdown(Shutdown::Both);
                return;
            }
            if self.is_refused(&frame) {
                _ = (&*client).write_all(&refusal(&frame, self.of));
                continue;
            }
            if !upstream.ask(&frame) {
                break;
            }
        }
        _ = upstream.stream.shutdown(Shutdown::Both);
    }

    /// Whether a request is kept back. One that was kept before comes first, if it is its time.
    fn is_kept(&self, frame: &[u8], upstream: &Arc<Upstream>) -> bool {
        let Some(request) = self.request(frame) else { return false };
        let mut state = self.state();
        let comes = |ghost: &mut Ghost| {
            let is_one = ghost.is_over && request == ghost.before;
            let is_turn = is_one && ghost.first == 0;
            ghost.first -= usize::from(is_one && !is_turn);
            is_turn || (ghost.is_over && request == END)
        };
        if let Some(ghost) = state.ghost.take_if(comes) {
            // The broker may ask itself before it answers.
            drop(state);
            ghost.to.ask(&ghost.frame);
            ghost.to.wait();
            self.come.fetch_add(1, Ordering::Relaxed);
            return false;
        }
        if let Some(ghost) = &mut state.ghost {
            ghost.is_over |= request == END;
            return false;
        }
        if !self.is_on.load(Ordering::Relaxed) || request != state.next {
            return false;
        }
        state.next = KEPT[state.chance.below(KEPT.len())];
        let before = BEFORE[state.chance.below(BEFORE.len())];
        let first = state.chance.below(FIRST);
        state.ghost = Some(Ghost { frame: frame.to_vec(), to: Arc::clone(upstream), is_over: false, before, first });
        true
    }

    fn is_refused(&self, frame: &[u8]) -> bool {
        if self.request(frame) != Some(FETCH_OFFSETS) {
            return false;
        }
        let mut state = self.state();
        let is_refused = state.refused > 0;
        state.refused -= usize::from(is_refused);
        is_refused
    }

    fn may_be_overtaken(&self, frame: &[u8]) -> bool {
        self.request(frame) == Some(PRODUCE) && self.state().overtaken > 0
    }

    /// Whether the first of these batches is refused, for the last is the next one of its partition.
    fn is_overtaken(&self, held: &[Vec<u8>]) -> bool {
        let (Some((first, rest)), mut state) = (held.split_first(), self.state()) else { return false };
        let is_next =
            |last: &Vec<u8>| self.request(last) == Some(PRODUCE) && produce::place(first) == produce::place(last);
        let is_overtaken = state.overtaken > 0 && rest.last().is_some_and(is_next);
        state.overtaken -= usize::from(is_overtaken);
        is_overtaken
    }

    /// The number of a request, if it is of those who are haunted.
    fn request(&self, frame: &[u8]) -> Option<i16> {
        let head = &frame[..frame.len().min(HEAD)];
        let is_theirs = head.windows(self.of.len()).any(|part| part == self.of.as_bytes());
        is_theirs.then(|| i16::from_be_bytes([frame[4], frame[5]]))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }
}

impl Upstream {
    fn ask(&self, frame: &[u8]) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        (&self.stream).write_all(frame).is_ok()
    }

    /// Waits until the broker has answered everything, or has closed the connection.
    fn wait(&self) {
        let begun = Instant::now();
        while self.answered.load(Ordering::Relaxed) < self.asked.load(Ordering::Relaxed) {
            assert!(begun.elapsed() < ANSWER_MAX, "the broker answers late requests");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Hands answers to the client while it is there, and counts them.
    fn answer(&self, mut client: Option<TcpStream>) {
        while let Some(frame) = frame(&self.stream) {
            if client.as_mut().is_some_and(|client| client.write_all(&frame).is_err()) {
                client = None;
            }
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        self.answered.store(u64::MAX, Ordering::Relaxed);
        if let Some(client) = client {
            _ = client.shutdown(Shutdown::Both);
        }
    }
}

/// The answer `NOT_COORDINATOR` to a question for the committed offsets of a group, of version 6 or later: no offsets, and the error.
fn refusal(frame: &[u8], group: &str) -> Vec<u8> {
    let version = i16::from_be_bytes([frame[6], frame[7]]);
    let error = [1, 0, 16, 0];
    let mut answer = [&frame[8..12], &[0; 5]].concat();
    if version >= 8 {
        answer.extend([2, group.len() as u8 + 1]);
        answer.extend(group.as_bytes());
        answer.extend(error);
        answer.push(0);
    } else {
        answer.extend(error);
    }
    [&(answer.len() as u32).to_be_bytes()[..], &answer].concat()
}

/// The next request of a client. What is held, a batch of records and what was asked after it, goes to the broker if nothing more comes.
fn next(client: &TcpStream, held: &mut Vec<Vec<u8>>, upstream: &Upstream) -> Option<Vec<u8>> {
    if !held.is_empty() {
        _ = client.set_read_timeout(Some(NEXT_MAX));
        let is_silent = client.peek(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        _ = client.set_read_timeout(None);
        if is_silent {
            held.drain(..).for_each(|frame| _ = upstream.ask(&frame));
        }
    }
    frame(client)
}

/// The next request or answer with its length before it; `None` when there are no more.
fn frame(mut stream: &TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut frame = length.to_vec();
    frame.resize(4 + u32::from_be_bytes(length) as usize, 0);
    stream.read_exact(&mut frame[4..]).ok()?;
    Some(frame)
}
