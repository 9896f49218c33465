//! The directory of the demo's log: the user's own, or one that goes when the demo ends.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cli::operate::serving::CleanUp;

pub(super) struct Scratch {
    path: PathBuf,
    /// What is still to be removed: nothing of the user's own, and nothing twice.
    removed: Arc<Mutex<Option<PathBuf>>>,
}

impl Scratch {
    pub(super) fn new(kept: Option<&Path>) -> Self {
        let name = format!("attrition-watch-demo-{}", std::process::id());
        kept.map_or_else(|| Self::removed(std::env::temp_dir().join(name)), Self::permanent)
    }

    fn permanent(path: &Path) -> Self {
        Self { path: path.to_owned(), removed: Arc::default() }
    }

    fn removed(path: PathBuf) -> Self {
        Self { removed: Arc::new(Mutex::new(Some(path.clone()))), path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the directory, where it goes when the demo ends. Who comes second waits for the first: the process must
    /// not end half-way.
    pub(super) fn clean_up(&self) -> CleanUp {
        let removed = Arc::clone(&self.removed);
        Arc::new(move || {
            let mut removed = removed.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(path) = removed.take() {
                remove(&path);
            }
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clean_up()();
    }
}

/// Under another name first: the log may be at work, and a file that it makes in a directory half removed would keep the
/// directory. What cannot be removed lies in the directory for temporary files: the system's own to clean.
fn remove(path: &Path) {
    let ended = path.with_extension("ended");
    if std::fs::rename(path, &ended).is_ok() {
        _ = std::fs::remove_dir_all(&ended);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn a_directory_goes_though_files_are_made_in_it_meanwhile() {
        for round in 0..50 {
            let name = format!("attrition-watch-scratch-{}-{round}", std::process::id());
            let scratch = Scratch::removed(std::env::temp_dir().join(name));
            std::fs::create_dir(scratch.path()).expect("the directory for temporary files can be written");
            let (begun, ended) = (AtomicBool::new(false), AtomicBool::new(false));
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    for number in 0..u64::MAX {
                        _ = std::fs::write(scratch.path().join(number.to_string()), "");
                        begun.store(number > 100, Ordering::Relaxed);
                        if ended.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                });
                while !begun.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                scratch.clean_up()();
                ended.store(true, Ordering::Relaxed);
            });
            assert!(!scratch.path().exists() && !scratch.path().with_extension("ended").exists());
        }
    }

    #[test]
    fn the_user_s_own_directory_stays() {
        let own = std::env::temp_dir().join(format!("attrition-watch-own-{}", std::process::id()));
        std::fs::create_dir(&own).expect("the directory for temporary files can be written");
        drop(Scratch::new(Some(&own)));
        std::fs::remove_dir(&own).expect("it is there still");
    }
}
