//! Encrypted on both sides, and to nobody but the API.

use anyhow::ensure;
use e2e::{CertificateAuthority, DnsServer, Gateway, TlsProxy, Upstream, tls_handshake};

use crate::{Done, STATS};

const API: &str = "api.example";

/// The status that a viewer gets, where the API's certificate is for `name` and by `signer`, and
/// `trusted` is whom the gateway trusts; and how often the API was asked.
async fn through_tls(
    name: &str,
    signer: &CertificateAuthority,
    trusted: &CertificateAuthority,
) -> anyhow::Result<(u16, usize)> {
    let (api, names) = (Upstream::start()?, DnsServer::start().await?);
    let terminator = TlsProxy::start(API, &signer.sign(name)?, &api.url())?;
    let url = format!("https://{API}:{}", terminator.address.port());
    let settings = [
        ("CAMPAIGN_STATS_CA", trusted.certificate().display().to_string()),
        ("CAMPAIGN_STATS_RESOLVER", names.address.to_string()),
    ];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let gateway = Gateway::start(&url, &settings).await?;
    let status = gateway.get(STATS).await?.status;
    // Shown with a test that fails.
    println!("nginx: {}", std::fs::read_to_string(gateway.folder.join("error.log"))?);
    Ok((status, api.requests().len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_is_asked_by_name_with_sni_where_its_certificate_is_good() -> Done {
    let authority = CertificateAuthority::new()?;
    ensure!(through_tls(API, &authority, &authority).await? == (200, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_whose_certificate_nobody_trusts_gets_no_key() -> Done {
    let (authority, stranger) = (CertificateAuthority::new()?, CertificateAuthority::new()?);
    ensure!(through_tls(API, &stranger, &authority).await? == (502, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_whose_certificate_is_for_another_name_gets_no_key() -> Done {
    let authority = CertificateAuthority::new()?;
    ensure!(through_tls("elsewhere.example", &authority, &authority).await? == (502, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_viewers_get_http_2_and_strict_transport() -> Done {
    let (authority, api) = (CertificateAuthority::new()?, Upstream::start()?);
    let (certificate, key) = authority.sign("stats.intranet.example")?;
    let settings = [
        ("CAMPAIGN_STATS_HOSTS", "stats.intranet.example"),
        ("CAMPAIGN_STATS_TLS_CERTIFICATE", &certificate.display().to_string()),
        ("CAMPAIGN_STATS_TLS_KEY", &key.display().to_string()),
    ];
    let gateway = Gateway::start(&api.url(), &settings).await?;
    let (address, name) = (gateway.address, "stats.intranet.example");
    ensure!(tls_handshake(address, name, &authority, &["h2", "http/1.1"], "")?.0 == "h2");
    let request = format!("GET {STATS} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    let (spoken, answer) = tls_handshake(address, name, &authority, &["http/1.1"], &request)?;
    ensure!(spoken == "http/1.1" && answer.starts_with("HTTP/1.1 200 "), "{answer}");
    ensure!(answer.contains("Strict-Transport-Security: max-age=31536000\r\n"), "{answer}");
    // Who comes without TLS is told so, and gets nothing.
    let answer = gateway.send(request.as_bytes()).await?;
    ensure!(answer.starts_with("HTTP/1.1 400 ") && !answer.contains("delivered"), "{answer}");
    Ok(())
}
