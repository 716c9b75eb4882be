//! What the consumers of a client need: a server in memory, requests as they are sent, and responses as they are read.

use bytes::Bytes;
use client::{
    Api, Blocking, Config, Credentials, Error, Operation, Response,
    mock::{Answer, Server},
};

/// A client whose server answers this operation, and the server.
pub(crate) fn serving<O: Operation>(answer: Answer) -> (Api<Blocking<Server>>, Server) {
    let server = Server::new();
    server.answer::<O>(answer);
    (Api::with_transport(config(), Blocking(server.clone())), server)
}

/// The method, the URI and the body of what was asked last.
pub(crate) fn asked(server: &Server) -> (String, String, String) {
    shown(server.asked().pop().expect("it was asked"))
}

/// The method, the URI and the body that an operation sends.
pub(crate) fn sent(operation: &impl Operation) -> (String, String, String) {
    shown(operation.request(&config()).expect("it can be built"))
}

/// What an operation makes of a response.
pub(crate) fn read<O: Operation>(status: u16, body: &'static str) -> Result<Response<O::Output>, Error> {
    let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = status.try_into().expect("it is a status");
    O::response(response)
}

fn config() -> Config {
    Config::with_base_url(Credentials::none(), "https://x.example").expect("it is a URL")
}

fn shown(request: http::Request<Bytes>) -> (String, String, String) {
    let (head, body) = request.into_parts();
    let uri = head.uri.to_string().trim_start_matches("https://x.example").to_owned();
    (head.method.to_string(), uri, String::from_utf8(body.to_vec()).expect("it is a text"))
}
