//! The folder `dist/` as a package: what npm makes of it, TypeScript finds in it, and the schema of
//! manifests says of it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

type Done = anyhow::Result<()>;

/// What `cargo xtask test` has fetched, if it could.
fn tools() -> Option<PathBuf> {
    let tools = std::env::var_os("PACKAGE_TOOLS").filter(|folder| !folder.is_empty());
    if tools.is_none() {
        println!("skipped: TypeScript is not there; `cargo xtask test` fetches it where npm is");
    }
    tools.map(PathBuf::from)
}

/// What a program prints when it does well.
fn printed(program: &mut Command) -> anyhow::Result<String> {
    let output = program.output().with_context(|| format!("{program:?}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{program:?}\n{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(printed)
}

fn names(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into()));
    names.collect()
}

fn is_one_of(name: &str, kinds: &[&str]) -> bool {
    let kind = Path::new(name).extension().and_then(|kind| kind.to_str());
    kind.is_some_and(|kind| kinds.contains(&kind))
}

/// A project whose only dependency is the package, as npm packs it.
fn project(tools: &Path) -> anyhow::Result<TempDir> {
    let project = TempDir::with_prefix("campaign-stats-package-")?;
    let modules = project.path().join("node_modules");
    fs::create_dir(&modules)?;
    printed(
        Command::new("npm")
            .args(["pack", "--silent", "--pack-destination"])
            .arg(project.path())
            .env("npm_config_cache", project.path().join("npm"))
            .current_dir(e2e::dist()?),
    )?;
    let archive = names(project.path())?.into_iter().find(|name| is_one_of(name, &["tgz"]));
    let archive = project.path().join(archive.context("npm has packed nothing")?);
    printed(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(&modules))?;
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
fn npm_packs_all_that_is_built_but_what_servers_have_compressed() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let project = project(&tools)?;
    let packed = names(&project.path().join("node_modules/campaign-stats"))?;
    let mut built = names(&e2e::dist()?)?;
    built.retain(|name| !is_one_of(name, &["br", "gz"]));
    ensure!(packed == built, "{packed:?} is not {built:?}");
    Ok(())
}

#[test]
fn typescript_finds_a_type_for_everything_and_what_is_wrong() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let project = project(&tools)?;
    let compiler = project.path().join("node_modules/typescript/bin/tsc");
    printed(Command::new("node").arg(compiler).arg("--project").arg(project.path())).map(drop)
}

#[test]
fn the_manifest_is_valid_against_its_published_schema() -> Done {
    let Some(tools) = tools() else { return Ok(()) };
    let read = |path: &Path| -> anyhow::Result<Value> {
        let text = fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let schema = read(&tools.join("custom-elements-manifest/schema.json"))?;
    let validator = jsonschema::validator_for(&schema)?;
    let mut manifest = read(&e2e::dist()?.join("custom-elements.json"))?;
    let wrong: Vec<_> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
    ensure!(wrong.is_empty(), "{wrong:?}");
    // The schema is one that finds something.
    manifest["modules"][0]["kind"] = "a module".into();
    ensure!(!validator.is_valid(&manifest));
    Ok(())
}
