//! Foreign programs in Java: their jars by Maven, compiled by one of them, so that a Java runtime is enough.

use std::path::Path;
use std::process::Command;

use crate::paths::project;
use crate::process::clock::by_real_clock;
use crate::process::tools::needs;

/// Fetches the jars that the pom of `tests/<name>/` names into `target/<name>/`, if they are not there yet; returns what is done
/// with them: a program of one file there, compiled and ready to run.
pub fn compiled(name: &str, class: &str) -> Command {
    needs("Java");
    let root = project();
    let (from, home) = (root.join("tests").join(name), root.join("target").join(format!("{name}-java")));
    let (libs, classes, done) = (home.join("libs"), home.join("classes"), home.join("done"));
    let (pom, source) = (from.join("pom.xml"), from.join(format!("{class}.java")));
    std::fs::create_dir_all(&home).expect("target/ can be written");
    let lock = std::fs::File::create(home.join("lock")).expect("target/ can be written");
    lock.lock().expect("a file can be locked");
    let wanted = [&pom, &source].map(|path| std::fs::read(path).expect("it is there")).concat();
    // Made again when something else is wanted.
    if std::fs::read(&done).ok().as_deref() != Some(&wanted) {
        let mut maven = Command::new("mvn");
        maven.args(["-q", "-B", "-f"]).arg(&pom).arg("dependency:copy-dependencies");
        let fetched = by_real_clock(maven.arg(format!("-DoutputDirectory={}", libs.display()))).output();
        let fetched = fetched.expect("this test needs Maven on the PATH");
        assert!(fetched.status.success(), "{}", String::from_utf8_lossy(&fetched.stdout));
        let mut compiler = java(&[libs.join("*").display().to_string()]);
        compiler
            .args(["org.eclipse.jdt.internal.compiler.batch.Main", "-17", "-proc:none", "-nowarn", "-d"])
            .arg(&classes);
        compiler.arg("-classpath").arg(jars(&libs)).arg(&source);
        let made = compiler.output().expect("this test needs Java 17 or later on the PATH");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        std::fs::write(done, wanted).expect("target/ can be written");
    }
    let mut program = java(&[libs.join("*").display().to_string(), classes.display().to_string()]);
    program.arg(class);
    program
}

fn java(classpath: &[String]) -> Command {
    let mut java = Command::new("java");
    // Standard input is UTF-8 whatever the machine's language is.
    java.args(["-Dfile.encoding=UTF-8", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"]).arg(classpath.join(":"));
    java
}

/// Every jar of a folder: the compiler knows no asterisk.
fn jars(libs: &Path) -> String {
    let entries = std::fs::read_dir(libs).expect("the jars were fetched");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path().display().to_string());
    paths.collect::<Vec<_>>().join(":")
}
