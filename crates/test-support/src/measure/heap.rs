//! Counts the bytes that are allocated, for the benches and for tests of what readers allocate.
#![expect(unsafe_code, reason = "an allocator cannot be had without; this one hands everything on to the system's")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that are allocated now.
pub fn bytes() -> usize {
    BYTES.load(Ordering::Relaxed)
}

/// The largest allocation that this thread asks for while `f` runs, bytes.
pub fn largest(f: impl FnOnce()) -> usize {
    LARGEST.set(0);
    f();
    LARGEST.get()
}

static BYTES: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Neither built at first use nor dropped at the end: it can be touched inside an allocation at any time.
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, with a count beside it.
pub struct Counting;

// SAFETY: every call is handed on to `System` with the same arguments, and what `System` returns is returned: so this
// keeps the contract of `GlobalAlloc` as `System` does. Counting touches one atomic and one cell of the thread that needs
// neither making nor dropping; it neither allocates nor panics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        LARGEST.set(LARGEST.get().max(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System.alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: `place` came from `System`, for whatever this allocator returns does; the rest is the caller's part.
        unsafe { System.dealloc(place, layout) }
    }
}
