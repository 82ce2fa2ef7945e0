//! Settings of the gateway, and consistency of the files in `deploy/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use e2e::{Gateway, Upstream};
use serde_yaml_ng::Value;

use crate::{Done, STATS, start};

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy")
}

/// Names of the gateway's variables in a text.
fn variables(text: &str) -> BTreeSet<String> {
    let parts = text.split("CAMPAIGN_STATS_").skip(1);
    let name = |part: &str| {
        part.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect::<String>()
    };
    parts.map(|part| format!("CAMPAIGN_STATS_{}", name(part))).collect()
}

fn templates() -> anyhow::Result<String> {
    let folder = deploy().join("nginx/templates");
    let mut all = String::new();
    for folder in [folder.join("campaign-stats"), folder] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                all.push_str(
                    &fs::read_to_string(&path).with_context(|| path.display().to_string())?,
                );
            }
        }
    }
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_setting_is_named_and_prevents_the_start() -> Done {
    let api = Upstream::start()?;
    for (name, value) in [
        ("CAMPAIGN_STATS_PERIOD", "0"),
        ("CAMPAIGN_STATS_PERIOD", "five"),
        ("CAMPAIGN_STATS_PERIOD", "61"),
        ("CAMPAIGN_STATS_TIMEOUT", "10"),
        ("CAMPAIGN_STATS_RATE", "-1"),
        ("CAMPAIGN_STATS_API", "http://app.leadterra.co"),
        ("CAMPAIGN_STATS_API", "http://127.0.0.1.elsewhere.example"),
        ("CAMPAIGN_STATS_API", "https://app.leadterra.co/v1"),
        ("CAMPAIGN_STATS_API", "https://$host"),
        ("CAMPAIGN_STATS_HOSTS", "a; return 200"),
        ("CAMPAIGN_STATS_HOSTS", "a\nb {}"),
        ("CAMPAIGN_STATS_ORIGINS", "*"),
        ("CAMPAIGN_STATS_ORIGINS", "intranet.example"),
        ("CAMPAIGN_STATS_ORIGINS", "https://intranet.example/"),
        ("CAMPAIGN_STATS_ORIGINS", "https://*.intranet.example"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "*"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "https://*"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "https://*.example"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "http://*.intranet.example"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "https://a.*.example"),
        ("CAMPAIGN_STATS_FRAME_ORIGINS", "https:"),
        ("CAMPAIGN_STATS_CAMPAIGNS", "camp_123 ../leads"),
        ("CAMPAIGN_STATS_CAMPAIGNS", "camp.*"),
        ("CAMPAIGN_STATS_EDGE_CACHE", "yes"),
        ("CAMPAIGN_STATS_TLS_KEY", "/only/the/key"),
        ("CAMPAIGN_STATS_DIST", "relative"),
        ("CAMPAIGN_STATS_DIST", "/srv/*"),
        ("CAMPAIGN_STATS_RESOLVER", "*"),
    ] {
        let error = Gateway::start(&api.url(), &[(name, value)]).await.err();
        let error = error.with_context(|| format!("{name}={value} was accepted"))?.to_string();
        ensure!(error.starts_with("campaign-stats: ") && error.contains(name), "{error}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_key_is_reported_without_its_value() -> Done {
    let api = Upstream::start()?;
    for key in ["", "sk live", "sk_live\nsecret", "sk_live\";secret", "sk_live$secret"] {
        let error = Gateway::start(&api.url(), &[("LEADTERRA_API_KEY", key)]).await.err();
        let error = error.context("the key was accepted")?.to_string();
        ensure!(
            error.starts_with("campaign-stats: the key ") && !error.contains("live"),
            "{error}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn key_can_be_read_from_a_file() -> Done {
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("api-key");
    fs::write(&file, format!("{}\n", sandbox::server::KEY))?;
    let settings =
        [("LEADTERRA_API_KEY", ""), ("LEADTERRA_API_KEY_FILE", &file.display().to_string())];
    let (_api, gateway) = start(&settings).await?;
    ensure!(gateway.get(STATS).await?.status == 200);
    Ok(())
}

#[test]
fn settings_templates_and_documentation_match() -> Done {
    let settings = fs::read_to_string(deploy().join("nginx/16-campaign-stats.envsh"))?;
    let documentation = fs::read_to_string(deploy().join("README.md"))?;
    let set = variables(&settings);
    for name in variables(&templates()?) {
        ensure!(set.contains(&name), "nothing sets {name}");
    }
    let offered = settings.lines().filter_map(|line| line.strip_prefix("campaign_stats_setting "));
    for line in offered {
        let name = line.split(' ').next().unwrap_or_default();
        ensure!(documentation.contains(&format!("`{name}`")), "{name} is not documented");
    }
    for name in variables(&documentation) {
        ensure!(set.contains(&name), "{name} is documented but unknown");
    }
    Ok(())
}

/// Settings with a fixed value in the container.
const FIXED_IN_CONTAINER: [&str; 5] = ["_LISTEN", "_DIST", "_CONFIG_DIR", "_CACHE_DIR", "_RUN_DIR"];

#[test]
fn compose_file_passes_all_files_and_settings() -> Done {
    let text = fs::read_to_string(deploy().join("compose.yaml"))?;
    let compose: Value = serde_yaml_ng::from_str(&text)?;
    let gateway = &compose["services"]["gateway"];
    let known = variables(&fs::read_to_string(deploy().join("nginx/16-campaign-stats.envsh"))?);
    let environment: BTreeMap<String, Value> =
        serde_yaml_ng::from_value(gateway["environment"].clone())?;
    for name in environment.keys().filter(|name| name.starts_with("CAMPAIGN_STATS_")) {
        ensure!(known.contains(name), "{name} is unknown");
    }
    let settings = fs::read_to_string(deploy().join("nginx/16-campaign-stats.envsh"))?;
    let offered = settings.lines().filter_map(|line| line.strip_prefix("campaign_stats_setting "));
    for name in offered.filter_map(|line| line.split(' ').next()) {
        let is_fixed = FIXED_IN_CONTAINER.iter().any(|fixed| name.ends_with(fixed));
        ensure!(is_fixed || environment.contains_key(name), "{name} is not passed on");
    }
    ensure!(environment["NGINX_ENVSUBST_FILTER"] == Value::from("^CAMPAIGN_STATS_"));
    ensure!(!environment.contains_key("LEADTERRA_API_KEY"), "the key must be in a file");

    let mounts: Vec<String> = serde_yaml_ng::from_value(gateway["volumes"].clone())?;
    // The source may contain a colon: ${NAME:-default}.
    let target = |mount: &str| mount.trim_end_matches(":ro").rsplit(':').next().map(str::to_owned);
    let targets: Vec<_> = mounts.iter().filter_map(|mount| target(mount)).collect();
    for target in [
        "/etc/nginx/nginx.conf",
        "/etc/nginx/templates",
        "/docker-entrypoint.d/16-campaign-stats.envsh",
        "/srv/campaign-stats",
        "/var/cache/campaign-stats",
    ] {
        ensure!(targets.iter().any(|mounted| mounted == target), "{target} is not mounted");
    }
    for mount in &mounts {
        let (source, _) = mount.split_once(':').context(mount.clone())?;
        if source.starts_with("./") {
            ensure!(deploy().join(source).exists(), "{source} does not exist");
            ensure!(mount.ends_with(":ro"), "{mount} is writable");
        }
    }
    let secret = &compose["secrets"]["leadterra_api_key"]["file"];
    ensure!(secret.as_str().is_some_and(|file| file.contains("api-key")), "{secret:?}");
    ensure!(environment["LEADTERRA_API_KEY_FILE"] == Value::from("/run/secrets/leadterra_api_key"));
    Ok(())
}
