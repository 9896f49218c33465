//! Pythons with what the independent implementations need.

use std::path::PathBuf;
use std::process::Command;

use crate::paths::project;
use crate::process::tools::needs;

/// A Python with the requirements of `tests/<name>/`, installed once under target/.
pub fn python(name: &str) -> PathBuf {
    needs("Python");
    let root = project();
    let venv = root.join("target").join(name);
    let (python, done) = (venv.join("bin/python"), venv.join("done"));
    // Two tests at once must not install into one folder.
    static INSTALLING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let requirements = root.join("tests").join(name).join("requirements.txt");
    let wanted = std::fs::read(&requirements).expect("the requirements are there");
    // Installed again when something else is required.
    if std::fs::read(&done).ok().as_deref() != Some(&wanted) {
        let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status();
        assert!(
            made.is_ok_and(|made| made.success()),
            "{name} needs python3 with venv (Debian: python3-venv) on the PATH"
        );
        let mut pip = Command::new(&python);
        // By the clock of the machine, as certificates are.
        let pip = pip.args(["-m", "pip", "install", "-q", "-r"]).arg(&requirements).env_remove("LD_PRELOAD").status();
        assert!(pip.is_ok_and(|pip| pip.success()), "the requirements of tests/{name}/ could not be installed");
        std::fs::write(done, wanted).expect("target/ can be written");
    }
    python
}
