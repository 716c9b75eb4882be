//! A server on loopback, plain or over TLS, that does with each request what a test says, and a proxy.

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Which certificate a server shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tls {
    Good,
    Expired,
    WrongHost,
    Untrusted,
}

impl Tls {
    fn config(self) -> ServerConfig {
        let (certificate, key) = match self {
            Self::Good => {
                (&include_bytes!("../certificates/good.der")[..], &include_bytes!("../certificates/good.key.der")[..])
            }
            Self::Expired => (
                &include_bytes!("../certificates/expired.der")[..],
                &include_bytes!("../certificates/expired.key.der")[..],
            ),
            Self::WrongHost => (
                &include_bytes!("../certificates/wrong-host.der")[..],
                &include_bytes!("../certificates/wrong-host.key.der")[..],
            ),
            Self::Untrusted => (
                &include_bytes!("../certificates/untrusted.der")[..],
                &include_bytes!("../certificates/untrusted.key.der")[..],
            ),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("ring has all versions").with_no_client_auth();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_vec()));
        config.with_single_cert(vec![CertificateDer::from(certificate.to_vec())], key).expect("the key fits")
    }
}

/// What a server does with a request: the connection, and how many requests came before.
type Behave = dyn Fn(&mut dyn super::Connection, usize) -> io::Result<()> + Send + Sync;

/// A server for any number of requests, one for each connection.
pub(super) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<String>>>,
    written: Arc<AtomicUsize>,
}

impl Server {
    pub(super) fn start(
        tls: Option<Tls>,
        behave: impl Fn(&mut dyn super::Connection, usize) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let server = Self {
            address: listener.local_addr().expect("it is bound"),
            scheme: if tls.is_some() { "https" } else { "http" },
            asked: Arc::default(),
            written: Arc::default(),
        };
        let config = tls.map(|tls| Arc::new(tls.config()));
        let (asked, written) = (Arc::clone(&server.asked), Arc::clone(&server.written));
        let (behave, number): (Arc<Behave>, _) = (Arc::new(behave), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (config, asked, written) = (config.clone(), Arc::clone(&asked), Arc::clone(&written));
                let (behave, number) = (Arc::clone(&behave), Arc::clone(&number));
                thread::spawn(move || {
                    // A client that gave up is no failure of the server.
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    let stream = Counted { stream, written };
                    match config {
                        None => drop(serve(stream, &asked, &*behave, &number)),
                        Some(config) => {
                            let connection = ServerConnection::new(config).expect("the configuration is sound");
                            let mut stream = StreamOwned::new(connection, stream);
                            drop(serve(&mut stream, &asked, &*behave, &number));
                            stream.conn.send_close_notify();
                            let _ = stream.flush();
                        }
                    }
                });
            }
        });
        server
    }

    /// A server that takes connections and says nothing.
    pub(super) fn silent() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || {
            // Kept open for as long as the test runs.
            let _open: Vec<_> = listener.incoming().collect();
        });
        Self { address, scheme: "http", asked: Arc::default(), written: Arc::default() }
    }

    /// A server that says something to each connection, and closes it.
    pub(super) fn saying(text: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || listener.incoming().flatten().try_for_each(|mut it| it.write_all(text.as_bytes())));
        Self { address, scheme: "http", asked: Arc::default(), written: Arc::default() }
    }

    pub(super) fn base_url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The heads of the requests so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes the system took from the server.
    pub(super) fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }
}

fn serve(
    mut stream: impl Read + Write,
    asked: &Mutex<Vec<String>>,
    behave: &Behave,
    number: &AtomicUsize,
) -> io::Result<()> {
    let head = head(&mut stream)?;
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    behave(&mut stream, number.fetch_add(1, Ordering::Relaxed))?;
    stream.flush()
}

/// A stream that counts what is written.
struct Counted {
    stream: TcpStream,
    written: Arc<AtomicUsize>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.stream.write(buffer)?;
        self.written.fetch_add(written, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The head of a request.
pub(super) fn head(stream: &mut (impl Read + ?Sized)) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A sound answer, after which the connection closes.
pub(super) fn answer(connection: &mut dyn super::Connection, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(body.as_bytes())
}

/// A base URL where nobody listens.
pub(super) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    format!("http://{}", listener.local_addr().expect("it is bound"))
}

/// A proxy that makes one tunnel.
pub(super) struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<String>>,
}

impl Proxy {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let proxy = Self { address: listener.local_addr().expect("it is bound"), asked: Arc::default() };
        let asked = Arc::clone(&proxy.asked);
        thread::spawn(move || {
            let (mut client, _) = listener.accept()?;
            let head = head(&mut client)?;
            let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
            *asked.lock().unwrap_or_else(PoisonError::into_inner) = head;
            let mut server = TcpStream::connect(target)?;
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
            let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
            thread::spawn(move || io::copy(&mut from_client, &mut to_server));
            io::copy(&mut server, &mut client).map(drop)
        });
        proxy
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn asked(&self) -> String {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
