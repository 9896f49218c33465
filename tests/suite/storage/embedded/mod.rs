//! The embedded log under what may befall it: kill -9, torn writes, damaged files, a full disk, a second writer, an old file.

mod full;
mod garbled;
mod killed;
mod opened;
mod permissions;
mod score_state;
mod snapshot;
mod torn;
mod versions;
