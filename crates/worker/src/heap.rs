//! The engine's heap, whose whole state lies in linear memory. Owns which pages are in use. It must know nothing of what
//! they hold, nor of the image in `web/engine.js`, for whose sake it exists.
//!
//! The script puts linear memory back to what it was before a run. Memory itself cannot shrink, and the standard
//! allocator asks for new pages whenever it needs some, so each run would leave its pages behind for ever. Here the end
//! of the pages in use is a value in linear memory like any other: it is put back too, and the next run takes the same pages.

use std::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32,
    cell::UnsafeCell,
    ptr,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use dlmalloc::{Allocator, Dlmalloc};

/// WebAssembly's unit of memory, in bytes.
const PAGE: usize = 64 * 1024;

/// Where the pages end that the heap has taken, in pages; 0 before it took any.
static END: AtomicUsize = AtomicUsize::new(0);

/// Where memory ends that is in use, in bytes.
pub fn end() -> usize {
    END.load(Relaxed) * PAGE
}

/// Hands out pages of linear memory: those that are there already, then new ones.
struct Pages;

// SAFETY: a region is handed out once: it begins where the last one ended, at or above what the module itself occupies.
unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let there = wasm32::memory_size(0);
        // What the module was linked with is its own: the heap begins where memory ended when it began.
        let begin = match END.load(Relaxed) {
            0 => there,
            end => end,
        };
        // The last page of the address space stays unused: one past its end is no address.
        let Some(end) = begin.checked_add(size.div_ceil(PAGE)).filter(|end| *end < 1 << 16) else {
            return (ptr::null_mut(), 0, 0);
        };
        if end > there && wasm32::memory_grow(0, end - there) == usize::MAX {
            return (ptr::null_mut(), 0, 0);
        }
        END.store(end, Relaxed);
        ((begin * PAGE) as *mut u8, (end - begin) * PAGE, 0)
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    /// Pages of an earlier run come back as it left them.
    fn allocates_zeros(&self) -> bool {
        false
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

/// The allocator of the worker: one thread, one heap.
pub struct Heap(UnsafeCell<Dlmalloc<Pages>>);

impl Heap {
    /// A heap that has taken no page.
    pub const fn new() -> Self {
        Self(UnsafeCell::new(Dlmalloc::new_with_allocator(Pages)))
    }

    /// # Safety
    /// No other reference to the allocator may be alive.
    #[expect(
        clippy::mut_from_ref,
        reason = "one thread, and no call into the allocator makes another"
    )]
    unsafe fn inner(&self) -> &mut Dlmalloc<Pages> {
        // SAFETY: the caller's.
        unsafe { &mut *self.0.get() }
    }
}

// SAFETY: a module without the `atomics` feature has one thread.
unsafe impl Sync for Heap {}

// SAFETY: dlmalloc keeps the contract of `GlobalAlloc`; none of its calls makes another, so each has the only reference.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.inner().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { self.inner().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { self.inner().free(block, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe { self.inner().realloc(block, layout.size(), layout.align(), size) }
    }
}
