//! The signatures of trio's classes, as trio 0.35 has them. Owns nothing but the lists.

use rustpython_vm::{Context, PyPayload};

use super::{
    cancel_scope::CancelScope,
    clock::MockClock,
    entry_queue::TrioToken,
    memory_channel::{MemoryReceiveChannel, MemorySendChannel},
    nursery::{Nursery, TaskStatus},
    parking_lot::ParkingLot,
    sync::{CapacityLimiter, Condition, Event, Lock, Semaphore, StrictFIFOLock},
    task::Task,
};
use crate::signatures::{Table, declare_methods};

const NURSERY: &[&str] = &[
    "Nursery.start_soon(self, async_fn, *args, name=)",
    "Nursery.start(self, async_fn, *args, name=)",
];

const TASK_STATUS: &[&str] = &["TaskStatus.started(self, value=)"];

const CANCEL_SCOPE: &[&str] = &["CancelScope.cancel(self, reason=)"];

const MEMORY_SEND_CHANNEL: &[&str] = &[
    "MemorySendChannel.statistics(self)",
    "MemorySendChannel.send_nowait(self, value)",
    "MemorySendChannel.send(self, value)",
    "MemorySendChannel.clone(self)",
    "MemorySendChannel.close(self)",
    "MemorySendChannel.aclose(self)",
];

const MEMORY_RECEIVE_CHANNEL: &[&str] = &[
    "MemoryReceiveChannel.statistics(self)",
    "MemoryReceiveChannel.receive_nowait(self)",
    "MemoryReceiveChannel.receive(self)",
    "MemoryReceiveChannel.clone(self)",
    "MemoryReceiveChannel.close(self)",
    "MemoryReceiveChannel.aclose(self)",
];

const EVENT: &[&str] =
    &["Event.is_set(self)", "Event.set(self)", "Event.wait(self)", "Event.statistics(self)"];

const CAPACITY_LIMITER: &[&str] = &[
    "CapacityLimiter.acquire_nowait(self)",
    "CapacityLimiter.acquire_on_behalf_of_nowait(self, borrower)",
    "CapacityLimiter.acquire(self)",
    "CapacityLimiter.acquire_on_behalf_of(self, borrower)",
    "CapacityLimiter.release(self)",
    "CapacityLimiter.release_on_behalf_of(self, borrower)",
    "CapacityLimiter.statistics(self)",
];

const SEMAPHORE: &[&str] = &[
    "Semaphore.acquire_nowait(self)",
    "Semaphore.acquire(self)",
    "Semaphore.release(self)",
    "Semaphore.statistics(self)",
];

const LOCK: &[&str] = &[
    "_LockImpl.acquire_nowait(self)",
    "_LockImpl.acquire(self)",
    "_LockImpl.locked(self)",
    "_LockImpl.release(self)",
    "_LockImpl.statistics(self)",
];

const CONDITION: &[&str] = &[
    "Condition.locked(self)",
    "Condition.acquire_nowait(self)",
    "Condition.acquire(self)",
    "Condition.release(self)",
    "Condition.wait(self)",
    "Condition.notify(self, n=)",
    "Condition.notify_all(self)",
    "Condition.statistics(self)",
];

const PARKING_LOT: &[&str] = &[
    "ParkingLot.park(self)",
    "ParkingLot.unpark(self, *, count=)",
    "ParkingLot.unpark_all(self)",
    "ParkingLot.repark(self, new_lot, *, count=)",
    "ParkingLot.repark_all(self, new_lot)",
    "ParkingLot.break_lot(self, task=)",
    "ParkingLot.statistics(self)",
];

const TRIO_TOKEN: &[&str] = &["TrioToken.run_sync_soon(self, sync_fn, *args, idempotent=)"];

const MOCK_CLOCK: &[&str] = &[
    "MockClock.start_clock(self)",
    "MockClock.current_time(self)",
    "MockClock.deadline_to_sleep_time(self, deadline)",
    "MockClock.jump(self, seconds)",
];

const TASK: &[&str] = &["Task.iter_await_frames(self)"];

/// Declares them all.
pub(super) fn declare(ctx: &Context) {
    for (class, methods) in [
        (Nursery::class(ctx), NURSERY),
        (TaskStatus::class(ctx), TASK_STATUS),
        (CancelScope::class(ctx), CANCEL_SCOPE),
        (MemorySendChannel::class(ctx), MEMORY_SEND_CHANNEL),
        (MemoryReceiveChannel::class(ctx), MEMORY_RECEIVE_CHANNEL),
        (Event::class(ctx), EVENT),
        (CapacityLimiter::class(ctx), CAPACITY_LIMITER),
        (Semaphore::class(ctx), SEMAPHORE),
        (Lock::class(ctx), LOCK),
        (StrictFIFOLock::class(ctx), LOCK),
        (Condition::class(ctx), CONDITION),
        (ParkingLot::class(ctx), PARKING_LOT),
        (TrioToken::class(ctx), TRIO_TOKEN),
        (MockClock::class(ctx), MOCK_CLOCK),
        (Task::class(ctx), TASK),
    ] {
        declare_methods(class, Table::Python(methods), ctx);
    }
}
