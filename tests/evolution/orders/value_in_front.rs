//! Values are added to an enumeration in front of those that casing gives the same name.

use client::types::State;

fn shown(state: &State) -> &str {
    match state {
        State::Open => "still open",
        State::Closed => "closed",
        State::Unrecognized(_) | _ => state.as_str(),
    }
}

#[test]
fn a_name_is_still_that_of_the_same_value() {
    assert_eq!((State::Open.as_str(), State::Closed.as_str()), ("Open", "Closed"));
    assert_eq!((shown(&"Open".into()), shown(&"lost".into())), ("still open", "lost"));
    assert_eq!(serde_json::from_str::<State>(r#""Closed""#).expect("it fits"), State::Closed);
    assert_eq!(State::Open.to_string(), "Open");
}
