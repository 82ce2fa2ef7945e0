//! Certificates, and a TLS proxy and client that use them.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use tempfile::TempDir;

use crate::TIMEOUT;
use crate::gateway::nginx;
use crate::port::Port;

/// A certificate authority, with a folder for its files.
pub struct CertificateAuthority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl CertificateAuthority {
    /// Creates an authority that no program trusts yet.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn new() -> anyhow::Result<Self> {
        let mut parameters = CertificateParams::new(Vec::new())?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // With equal subject and issuer names, a certificate would pass for self-signed.
        parameters.distinguished_name.push(DnType::CommonName, "An authority");
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)?;
        let folder = TempDir::with_prefix("authority-")?;
        fs::write(folder.path().join("ca.pem"), issuer.pem())?;
        Ok(Self { issuer, folder })
    }

    /// File with the certificate of the authority.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Signs a certificate for a name. Returns the files of the certificate and the key.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn sign(&self, name: &str) -> anyhow::Result<(PathBuf, PathBuf)> {
        let key = KeyPair::generate()?;
        let certificate =
            CertificateParams::new(vec![name.to_owned()])?.signed_by(&key, &self.issuer)?;
        let path = |suffix: &str| self.folder.path().join(format!("{name}.{suffix}"));
        fs::write(path("pem"), certificate.pem())?;
        fs::write(path("key"), key.serialize_pem())?;
        Ok((path("pem"), path("key")))
    }
}

/// An nginx that terminates TLS in front of an API, for one server name (SNI).
pub struct TlsProxy {
    /// Listening address.
    pub address: SocketAddr,
    child: Child,
    _port: Port,
    _folder: TempDir,
}

impl TlsProxy {
    /// Starts nginx with a certificate and its key.
    ///
    /// # Errors
    /// If nginx does not start.
    pub fn start(
        name: &str,
        (certificate, key): &(PathBuf, PathBuf),
        api: &str,
    ) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("proxy-")?;
        let port = Port::reserve()?;
        let address = port.address;
        let (certificate, key) = (certificate.display(), key.display());
        let temporary = ["client_body", "proxy", "fastcgi", "scgi", "uwsgi"]
            .map(|kind| format!("{kind}_temp_path {kind};"))
            .concat();
        let configuration = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;
             events {{}}
             http {{
                 access_log off; {temporary}
                 server {{ listen {address} ssl default_server; ssl_reject_handshake on; }}
                 server {{
                     listen {address} ssl;
                     server_name {name};
                     ssl_certificate {certificate};
                     ssl_certificate_key {key};
                     location / {{ proxy_pass {api}; }}
                 }}
             }}"
        );
        let path = folder.path().join("nginx.conf");
        fs::write(&path, configuration)?;
        let child = start(folder.path(), &path)?;
        let mut proxy = Self { address, child, _port: port, _folder: folder };
        proxy.await_listening()?;
        Ok(proxy)
    }

    fn await_listening(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            ensure!(self.child.try_wait()?.is_none(), "nginx stopped");
            ensure!(began.elapsed() < TIMEOUT, "nginx does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for TlsProxy {
    fn drop(&mut self) {
        // Both fail only if the process has ended. It has no workers.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(folder: &Path, configuration: &Path) -> anyhow::Result<Child> {
    let errors = File::create(folder.join("error.log"))?;
    Command::new(nginx())
        .args(["-e", "stderr", "-p"])
        .arg(folder)
        .arg("-c")
        .arg(configuration)
        .env_remove("NGINX")
        .stdin(Stdio::null())
        .stderr(errors)
        .spawn()
        .context("could not start nginx")
}

/// Opens a TLS connection, and sends a request unless it is empty. Returns the negotiated protocol
/// (ALPN) and the response.
///
/// # Errors
/// If the certificate is not valid for the name and authority, or the server does not use TLS.
pub fn tls_handshake(
    address: SocketAddr,
    name: &str,
    authority: &CertificateAuthority,
    offered: &[&str],
    request: &str,
) -> anyhow::Result<(String, String)> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority.issuer.der().to_vec()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = offered.iter().map(|name| name.as_bytes().to_vec()).collect();
    let name = ServerName::try_from(name.to_owned())?;
    let mut connection = ClientConnection::new(Arc::new(config), name)?;
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket)?;
    }
    let protocol =
        String::from_utf8_lossy(connection.alpn_protocol().unwrap_or_default()).into_owned();
    let mut response = String::new();
    if !request.is_empty() {
        let mut stream = rustls::Stream::new(&mut connection, &mut socket);
        stream.write_all(request.as_bytes())?;
        stream.read_to_string(&mut response)?;
    }
    Ok((protocol, response))
}
