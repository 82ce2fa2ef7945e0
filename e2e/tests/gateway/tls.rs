//! TLS to the API with certificate verification, and TLS for clients.

use anyhow::ensure;
use e2e::{CertificateAuthority, DnsServer, Gateway, TlsProxy, Upstream, tls_handshake};

use crate::{Done, STATS};

const API: &str = "api.example";

/// The client's status and the number of requests that reach the API, if the API's certificate
/// is for `name` and signed by `signer`, and the gateway trusts `trusted`.
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
    // Shown if the test fails.
    println!("nginx: {}", std::fs::read_to_string(gateway.folder.join("error.log"))?);
    Ok((status, api.requests().len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn api_with_a_valid_certificate_is_requested_with_sni() -> Done {
    let authority = CertificateAuthority::new()?;
    ensure!(through_tls(API, &authority, &authority).await? == (200, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn untrusted_certificate_gets_no_request() -> Done {
    let (authority, other) = (CertificateAuthority::new()?, CertificateAuthority::new()?);
    ensure!(through_tls(API, &other, &authority).await? == (502, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_for_another_name_gets_no_request() -> Done {
    let authority = CertificateAuthority::new()?;
    ensure!(through_tls("elsewhere.example", &authority, &authority).await? == (502, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_get_http_2_and_strict_transport_security() -> Done {
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
    let (protocol, answer) = tls_handshake(address, name, &authority, &["http/1.1"], &request)?;
    ensure!(protocol == "http/1.1" && answer.starts_with("HTTP/1.1 200 "), "{answer}");
    ensure!(answer.contains("Strict-Transport-Security: max-age=31536000\r\n"), "{answer}");
    // A request without TLS is rejected.
    let answer = gateway.send(request.as_bytes()).await?;
    ensure!(answer.starts_with("HTTP/1.1 400 ") && !answer.contains("delivered"), "{answer}");
    Ok(())
}
