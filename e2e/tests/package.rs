//! `dist/` as an npm package: its content, its types and its custom elements manifest.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

type Done = anyhow::Result<()>;

/// Folder of npm packages fetched by `cargo xtask test`, if npm is available.
fn tools() -> Option<PathBuf> {
    let tools = std::env::var_os("PACKAGE_TOOLS").filter(|folder| !folder.is_empty());
    if tools.is_none() {
        println!(
            "skipped: TypeScript is missing; `cargo xtask test` fetches it if npm is available"
        );
    }
    tools.map(PathBuf::from)
}

/// Runs a program and returns its output.
fn run(program: &mut Command) -> anyhow::Result<String> {
    let output = program.output().with_context(|| format!("{program:?}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{program:?}\n{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(stdout)
}

fn names(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into()));
    names.collect()
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}

/// A project that depends on the packed package only.
fn project(tools: &Path) -> anyhow::Result<TempDir> {
    let project = TempDir::with_prefix("campaign-stats-package-")?;
    let modules = project.path().join("node_modules");
    fs::create_dir(&modules)?;
    run(Command::new("npm")
        .args(["pack", "--silent", "--pack-destination"])
        .arg(project.path())
        .env("npm_config_cache", project.path().join("npm"))
        .current_dir(e2e::dist()?))?;
    let archive = names(project.path())?.into_iter().find(|name| has_extension(name, &["tgz"]));
    let archive = project.path().join(archive.context("npm pack created no archive")?);
    run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&modules))?;
    fs::rename(modules.join("package"), modules.join("campaign-stats"))?;
    for name in names(tools)?.into_iter().filter(|name| !name.starts_with('.')) {
        symlink(tools.join(&name), modules.join(&name))?;
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("package");
    for name in names(&sources)? {
        fs::copy(sources.join(&name), project.path().join(&name))?;
    }
    Ok(project)
}

#[test]
fn package_has_all_built_files_except_compressed_ones() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let project = project(&tools)?;
    let packed = names(&project.path().join("node_modules/campaign-stats"))?;
    let mut built = names(&e2e::dist()?)?;
    built.retain(|name| !has_extension(name, &["br", "gz"]));
    ensure!(packed == built, "{packed:?} is not {built:?}");
    Ok(())
}

#[test]
fn types_compile_and_reject_wrong_usage() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let project = project(&tools)?;
    let compiler = project.path().join("node_modules/typescript/bin/tsc");
    run(Command::new("node").arg(compiler).arg("--project").arg(project.path())).map(drop)
}

#[test]
fn manifest_is_valid_against_its_schema() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let read = |path: &Path| -> anyhow::Result<Value> {
        let text = fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let schema = read(&tools.join("custom-elements-manifest/schema.json"))?;
    let validator = jsonschema::validator_for(&schema)?;
    let mut manifest = read(&e2e::dist()?.join("custom-elements.json"))?;
    let errors: Vec<_> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
    ensure!(errors.is_empty(), "{errors:?}");
    // The schema rejects an invalid manifest.
    manifest["modules"][0]["kind"] = "a module".into();
    ensure!(!validator.is_valid(&manifest));
    Ok(())
}
