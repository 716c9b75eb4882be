//! An operation without parameters gets one that is optional.

use crate::shared::{asked, sent, serving};
use client::{Api, Call, mock::Answer, operations::Ping};

fn ping<M>(api: &Api<M>) -> Call<'_, M, Ping> {
    api.ping()
}

#[test]
fn it_is_asked_as_before() {
    let (client, server) = serving::<Ping>(Answer::new(204));
    let () = ping(&client).send().expect("it is a success").body;
    assert_eq!(asked(&server), sent(&Ping::new()));
    assert_eq!(sent(&Ping::default()).1, "/ping");
    let Ping { .. } = Ping::new().clone();
    let () = client.call(Ping::default()).send().expect("it is a success").body;
}
