//! A server on loopback that answers one connection with raw bytes and keeps the raw bytes of the request.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A server for one request.
pub(super) struct Server {
    address: SocketAddr,
    asked: mpsc::Receiver<String>,
}

impl Server {
    /// A server that gives this answer and closes the connection.
    pub(super) fn answering(answer: &[u8]) -> Self {
        let answer = answer.to_vec();
        Self::start(move |stream| {
            // A client that gave up is no failure of the server.
            let _ = stream.write_all(&answer);
        })
    }

    /// A server that takes the request and says nothing until the client is gone.
    pub(super) fn silent() -> Self {
        Self::start(|stream| {
            let _ = stream.read(&mut [0]);
        })
    }

    fn start(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let (sender, asked) = mpsc::channel();
        thread::spawn(move || {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let head = head(&mut stream);
            answer(&mut stream);
            let _ = sender.send(head);
        });
        Self { address, asked }
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The head of the request.
    pub(super) fn asked(&self) -> String {
        self.asked.recv_timeout(Duration::from_secs(10)).expect("the server was asked")
    }
}

fn head(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A base URL where nobody listens.
pub(super) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    format!("http://{}", listener.local_addr().expect("it is bound"))
}
