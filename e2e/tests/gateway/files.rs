//! The widget's files: compression, content types and caching.

use std::fs;
use std::io::Read;

use anyhow::ensure;
use e2e::{Answer, Files};

use crate::{Done, start};

const IMMUTABLE: &str = "max-age=31536000, immutable";
const ONE_MINUTE: &str = "max-age=60";

/// Decompresses the body.
fn decoded(answer: &Answer) -> anyhow::Result<String> {
    let mut text = String::new();
    match answer.header("content-encoding") {
        "br" => {
            let mut bytes = Vec::new();
            brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut bytes)?;
            text = String::from_utf8(bytes)?;
        }
        "gzip" => {
            flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text)?;
        }
        _ => text = answer.text(),
    }
    Ok(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn best_accepted_encoding_is_served() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let accepted = [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("BR", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("br ; q=0.001", "br"),
        ("gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("gzip, br;q=0.000", "gzip"),
        ("gzip;q=1, br; q=0", "gzip"),
        ("gzip, brotli, xbr, br-x", "gzip"),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("", ""),
    ];
    for name in Files::COMPRESSED {
        for (accept, encoding) in accepted {
            let answer =
                gateway.get_with(&format!("/{name}"), &[("accept-encoding", accept)]).await?;
            ensure!(answer.status == 200, "{name}: {answer:?}");
            ensure!(
                answer.header("content-encoding") == encoding,
                "{name}, {accept:?}: {answer:?}"
            );
            ensure!(decoded(&answer)? == Files::content(name), "{name}, {accept:?}");
            ensure!(answer.header("vary").contains("Accept-Encoding"), "{answer:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_compressed_behind_a_proxy() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let headers = [("via", "1.1 proxy.example"), ("accept-encoding", "gzip")];
    let answer = gateway.get_with("/", &headers).await?;
    ensure!(answer.header("content-encoding") == "gzip", "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn file_without_compressed_variant_is_served() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let path = format!("/{}", Files::PLAIN);
    let answer = gateway.get_with(&path, &[("accept-encoding", "br, gzip")]).await?;
    ensure!(answer.status == 200 && answer.header("content-encoding").is_empty(), "{answer:?}");
    ensure!(answer.header("content-type") == "application/json", "{answer:?}");
    ensure!(answer.text() == Files::content(Files::PLAIN));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn content_type_in_each_encoding() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let types = [
        (Files::LOADER, "text/javascript; charset=utf-8"),
        (Files::SCRIPT, "text/javascript; charset=utf-8"),
        (Files::MODULE, "application/wasm"),
        (Files::STYLE, "text/css; charset=utf-8"),
        (Files::PAGE, "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
    ];
    for (name, expected) in types {
        for accept in ["br", "gzip", "identity"] {
            let answer =
                gateway.get_with(&format!("/{name}"), &[("accept-encoding", accept)]).await?;
            let values: Vec<_> = answer.headers.get_all("content-type").iter().collect();
            ensure!(values == [expected], "{name}, {accept}: {values:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_are_immutable_and_others_cached_for_a_minute() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let cache_control = [
        (Files::SCRIPT, IMMUTABLE),
        (Files::MODULE, IMMUTABLE),
        (Files::STYLE, IMMUTABLE),
        (Files::LOADER, ONE_MINUTE),
        (Files::PAGE, ONE_MINUTE),
        (Files::PLAIN, ONE_MINUTE),
        ("", ONE_MINUTE),
        ("?campaign=camp_123", ONE_MINUTE),
        ("campaign-stats-0123456789abcdef.js", "no-store"),
        ("health", "no-store"),
    ];
    for (name, expected) in cache_control {
        for accept in ["br", "gzip", "identity"] {
            let answer =
                gateway.get_with(&format!("/{name}"), &[("accept-encoding", accept)]).await?;
            let values: Vec<_> = answer.headers.get_all("cache-control").iter().collect();
            ensure!(values == [expected], "{name}, {accept}: {values:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn unchanged_file_is_a_304() -> Done {
    let (_api, gateway) = start(&[]).await?;
    for accept in ["br", "gzip", "identity"] {
        let path = format!("/{}", Files::LOADER);
        let first = gateway.get_with(&path, &[("accept-encoding", accept)]).await?;
        let tag = first.header("etag");
        let headers = [("accept-encoding", accept), ("if-none-match", tag)];
        let again = gateway.get_with(&path, &headers).await?;
        ensure!(!tag.is_empty() && again.status == 304 && again.body.is_empty(), "{again:?}");
        ensure!(again.header("cache-control") == ONE_MINUTE, "{again:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_files_are_not_served() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let dist = gateway.folder.join("dist");
    fs::write(dist.join(".htpasswd"), "secret")?;
    fs::create_dir(dist.join("folder"))?;
    let loader = Files::LOADER;
    for path in [
        Files::FOREIGN,
        ".htpasswd",
        "folder",
        "folder/",
        &format!("{loader}.br"),
        &format!("{loader}.gz"),
        "../conf/nginx.conf",
        "%2e%2e/run/key.conf",
        "nothing.js",
        "gateway-error",
    ] {
        let request =
            format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = gateway.send(request.as_bytes()).await?;
        ensure!(answer.starts_with("HTTP/1.1 40"), "{path}: {answer}");
    }
    Ok(())
}
