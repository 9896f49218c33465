//! Counts the bytes that are allocated.
#![expect(unsafe_code, reason = "an allocator cannot be had without; this one hands everything on to the system's")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that are allocated now.
pub(crate) fn bytes() -> usize {
    BYTES.load(Ordering::Relaxed)
}

static BYTES: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, with a count beside it.
pub(crate) struct Counting;

// SAFETY: every call is handed on to `System` with the same arguments, and what `System` returns is returned: so this
// keeps the contract of `GlobalAlloc` as `System` does. Counting touches one atomic, and neither allocates nor panics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System.alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: `place` came from `System`, for whatever this allocator returns does; the rest is the caller's part.
        unsafe { System.dealloc(place, layout) }
    }
}
